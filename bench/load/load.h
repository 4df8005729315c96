#pragma once
// The connections and what they do.

#include <stdint.h>

#include <string>
#include <vector>

#include "frames.h"
#include "handshake.h"
#include "measure.h"
#include "options.h"
#include "wire.h"

enum class State : uint8_t { Dead, Connecting, Securing, Upgrading, Open, Closing };

struct Stream {  // what starts afresh with every TCP connection
    bool wantWrite = true, inMessage = false, checking = false, fin = false, compressed = false;
    uint8_t head[14], headLen = 0, opcode = 0;  // header of the frame that is being read; headLen FULL: complete
    size_t outPos = 0, outLeft = 0;             // slice of the tape that is still to be sent
    uint64_t payLeft = 0, msgLen = 0;           // of the current frame; of the current message
    uint64_t received = 0, sent = 0;            // messages
    uint64_t started = nowNs();
    std::string in, control, pong;  // handshake or compressed message; control frame being read; pong to be sent
    static constexpr uint8_t FULL = 255;
};

struct Conn : Stream {
    Wire wire;
    State state = State::Dead;
    std::vector<uint64_t> sentAt;  // ring of depth time stamps
};

class Load {
public:
    explicit Load(const Options &o);
    int run();
private:
    // load.cpp: connections, and the turn of the loop.
    bool openAll();
    void runFor(double secs);
    void pump(uint64_t ns);
    void open(Conn &c);
    void arm(Conn &c, int operation);
    void watch(Conn &c, bool write);
    void connected(Conn &c);
    void secured(Conn &c);
    void upgraded(Conn &c);
    void readable(Conn &c);
    bool finish(Conn &c);
    bool error(Conn &c, const char *what);

    // sending.cpp
    void start();
    void sendDue(uint64_t now);
    void sendMore(Conn &c, size_t frames, uint64_t now);
    void sendBroadcast();
    void flush(Conn &c);
    uint64_t intendedNs(uint64_t message) const { return rateStart_ + uint64_t(double(message) * 1e9 / o_.rate); }
    uint64_t sentNs(const Conn &c) const;  // when the message was to be sent whose answer the connection gets next

    // receiving.cpp: each takes any slice of the received stream; false: the connection is gone.
    bool feed13(Conn &c, const uint8_t *p, size_t n, uint64_t now);
    bool feed76(Conn &c, const uint8_t *p, size_t n, uint64_t now);
    bool feedRaw(Conn &c, size_t n, uint64_t now);
    bool header(Conn &c);
    bool begin(Conn &c, bool compressed);
    bool content(Conn &c, const uint8_t *p, size_t n);
    bool complete(Conn &c, uint64_t now);
    void count(Conn &c, uint64_t now);
    bool controlFrame(Conn &c);
    bool closed(Conn &c);

    // report.cpp
    void report(double secs, double cpu, double own, double sys, double ticks) const;

    const Options &o_;
    Tape tape_;
    Handshake handshake_;
    ServerProbe probe_;
    std::vector<Conn> conns_;
    std::vector<uint8_t> buffer_;
    std::vector<size_t> missing_;  // broadcast: deliveries that each message in flight still lacks
    std::string closeFrame_, firstError_;
    Histogram latency_;
    int epoll_ = -1;
    size_t next_ = 0, opened_ = 0;
    uint64_t rateStart_ = 0, issued_ = 0;  // --rate: when it began; messages so far
    uint64_t messages_ = 0, checked_ = 0, compressed_ = 0, errors_ = 0;
    long rssBefore_ = 0;
    double openSecs_ = 0;
};
