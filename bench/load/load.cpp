#include "load.h"

#include <poll.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>

Load::Load(const Options &o)
    : o_(o), tape_(o), handshake_(o), probe_(o.serverPid), conns_(size_t(o.conns)), buffer_(256 * 1024) {
    closeFrame_ = o.revision == Revision::Hixie76 ? std::string("\xFF\x00", 2) : masked(0x88, "\x03\xE8", {1, 2, 3, 4});
    missing_.resize(size_t(o.depth));
}

int Load::run() {
    if ((epoll_ = epoll_create1(EPOLL_CLOEXEC)) < 0) die("epoll_create1");
    prctl(PR_SET_TIMERSLACK, 1ul);  // --rate waits for less than the usual 50 us
    for (Conn &c : conns_) c.sentAt.resize(size_t(o_.depth));
    rssBefore_ = probe_.rssKb();
    if (!openAll()) return 1;
    start();
    runFor(o_.warm);
    messages_ = checked_ = compressed_ = 0;
    latency_.clear();
    double u0, s0, u1, s1;
    probe_.ticks(u0, s0);
    const uint64_t cpu0 = probe_.cpuNs(), own0 = nowNs(CLOCK_PROCESS_CPUTIME_ID), t0 = nowNs();
    runFor(o_.secs);
    const uint64_t t1 = nowNs(), own1 = nowNs(CLOCK_PROCESS_CPUTIME_ID), cpu1 = probe_.cpuNs();
    probe_.ticks(u1, s1);
    report(double(t1 - t0) / 1e9, double(cpu1 - cpu0) / 1e9, double(own1 - own0) / 1e9, s1 - s0, u1 - u0 + s1 - s0);
    return errors_ || (messages_ == 0 && o_.mode != Mode::Idle) ? 2 : 0;
}

// At most --ramp of them at a time, or those of the connect mode, which go on for ever.
bool Load::openAll() {
    if (o_.mode == Mode::Connect) {
        for (Conn &c : conns_) open(c);
        return true;
    }
    const uint64_t begin = nowNs();
    while (opened_ < conns_.size()) {
        while (next_ < conns_.size() && next_ - opened_ < size_t(o_.ramp)) open(conns_[next_++]);
        pump(100000000);
        if (!errors_ && nowNs() - begin < 60000000000ull) continue;
        fprintf(stderr, "wsload: only %zu of %zu connections opened: %s\n", opened_, conns_.size(), errors_ ? firstError_.c_str() : "timeout");
        return false;
    }
    openSecs_ = double(nowNs() - begin) / 1e9;
    return true;
}

void Load::runFor(double secs) {
    const uint64_t end = nowNs() + uint64_t(secs * 1e9);
    for (uint64_t now; (now = nowNs()) < end;) {
        if (rateStart_) sendDue(now);
        const uint64_t until = rateStart_ ? std::min(end, intendedNs(issued_)) : end;
        pump((now = nowNs()) < until ? until - now : 0);
    }
}

void Load::pump(uint64_t ns) {
    if (rateStart_ && ns) {  // epoll_wait counts in milliseconds
        pollfd ready{epoll_, POLLIN, 0};
        const timespec wait{time_t(ns / 1000000000), long(ns % 1000000000)};
        if (ppoll(&ready, 1, &wait, nullptr) <= 0) return;
    }
    epoll_event events[256];
    const int n = epoll_wait(epoll_, events, 256, rateStart_ ? 0 : int(ns / 1000000) + 1);
    for (int i = 0; i < n; i++) {
        Conn &c = *static_cast<Conn *>(events[i].data.ptr);
        const bool in = events[i].events & (EPOLLIN | EPOLLERR | EPOLLHUP);
        if (c.state == State::Connecting && (events[i].events & (EPOLLOUT | EPOLLERR | EPOLLHUP))) connected(c);
        else if (c.state == State::Securing && in) secured(c);
        else if (c.state >= State::Open && (events[i].events & EPOLLOUT)) flush(c);
        if (c.state >= State::Upgrading && in) readable(c);
    }
}

void Load::open(Conn &c) {
    static_cast<Stream &>(c) = Stream();
    c.state = State::Connecting;
    const size_t index = size_t(&c - conns_.data());
    const char *wrong = c.wire.open(o_.host, o_.port, o_.sources.empty() ? "" : o_.sources[index % o_.sources.size()], o_.tls);
    arm(c, EPOLL_CTL_ADD);
    if (wrong) error(c, wrong);
}

void Load::arm(Conn &c, int operation) {
    epoll_event e{};
    e.events = c.wantWrite ? EPOLLIN | EPOLLOUT : EPOLLIN;
    e.data.ptr = &c;
    if (epoll_ctl(epoll_, operation, c.wire.fd(), &e) < 0) die("epoll_ctl");
}

void Load::watch(Conn &c, bool write) {
    if (c.wantWrite == write) return;
    c.wantWrite = write;
    arm(c, EPOLL_CTL_MOD);
}

void Load::connected(Conn &c) {
    int wrong = 0;
    socklen_t length = sizeof wrong;
    getsockopt(c.wire.fd(), SOL_SOCKET, SO_ERROR, &wrong, &length);
    if (wrong) return void(error(c, strerror(wrong)));
    watch(c, false);
    c.state = State::Securing;
    secured(c);
}

void Load::secured(Conn &c) {
    const int secure = c.wire.secure();
    if (secure == 0) return;
    if (secure < 0) return void(error(c, "TLS handshake"));
    c.state = State::Upgrading;
    if (o_.revision == Revision::Raw) return upgraded(c);
    const std::string &r = handshake_.request;  // a fresh socket takes these few bytes at once
    if (c.wire.send(r.data(), r.size()) != ssize_t(r.size())) error(c, "short send of the request");
}

void Load::upgraded(Conn &c) {
    opened_++;
    c.state = o_.mode == Mode::Connect ? State::Closing : State::Open;
    if (c.state == State::Open) return;
    latency_.add(nowNs() - c.started);
    if (o_.revision == Revision::Raw) finish(c);
    else if (c.wire.send(closeFrame_.data(), closeFrame_.size()) < 0) error(c, "send of close");
}

bool Load::finish(Conn &c) {  // end of one cycle of the connect mode
    messages_++;
    c.wire.reset();
    open(c);
    return false;
}

bool Load::error(Conn &c, const char *what) {
    if (!errors_++) firstError_ = what;
    c.wire.reset();
    c.state = State::Dead;
    if (o_.mode == Mode::Connect && errors_ < 1000) open(c);
    return false;
}

void Load::readable(Conn &c) {
    const ssize_t n = c.wire.receive(buffer_.data(), buffer_.size());
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n <= 0)
        return void(c.state == State::Closing ? finish(c) : error(c, n ? strerror(errno) : "closed by the server"));
    uint8_t *p = buffer_.data();
    size_t len = size_t(n);
    if (c.state == State::Upgrading) {
        c.in.append(reinterpret_cast<const char *>(p), len);
        size_t used = 0;
        const int ok = handshake_.check(c.in, used);
        if (ok <= 0) return void(ok == 0 || error(c, "handshake refused"));
        len = c.in.copy(reinterpret_cast<char *>(p), c.in.size() - used, used);
        c.in = std::string();
        upgraded(c);
    }
    const uint64_t now = nowNs(), before = c.received;
    const bool ok = o_.revision == Revision::Rfc6455   ? feed13(c, p, len, now)
                    : o_.revision == Revision::Hixie76 ? feed76(c, p, len, now)
                                                       : feedRaw(c, len, now);
    if (!ok || c.state != State::Open) return;
    if (o_.mode == Mode::Echo && !rateStart_ && c.received != before) sendMore(c, size_t(c.received - before), now);
    if (o_.mode == Mode::Broadcast && opened_ == conns_.size()) sendBroadcast();
}
