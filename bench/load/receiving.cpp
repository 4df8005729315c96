#include "deflate.h"
#include "load.h"

bool Load::feed13(Conn &c, const uint8_t *p, size_t n, uint64_t now) {
    while (n || (c.headLen == Stream::FULL && c.payLeft == 0)) {
        if (c.headLen != Stream::FULL) {
            c.head[c.headLen++] = *p++, n--;
            const uint8_t len7 = c.headLen < 2 ? 0 : c.head[1] & 0x7f;
            const size_t need = len7 < 126 ? 2 : len7 == 126 ? 4 : 10;
            if (c.headLen < need) continue;
            c.payLeft = need == 2 ? len7 : 0;
            for (size_t i = 2; i < need; i++) c.payLeft = c.payLeft << 8 | c.head[i];
            if (!header(c)) return false;
        }
        const size_t take = size_t(std::min<uint64_t>(c.payLeft, n));
        if (c.opcode >= 8) c.control.append(reinterpret_cast<const char *>(p), take);
        else if (!content(c, p, take)) return false;
        p += take, n -= take;
        if (c.payLeft -= take) return true;
        c.headLen = 0;
        if (c.opcode >= 8 ? !controlFrame(c) : c.fin && !complete(c, now)) return false;
    }
    return true;
}

bool Load::header(Conn &c) {
    c.headLen = Stream::FULL;
    c.opcode = c.head[0] & 15;
    c.fin = c.head[0] & 0x80;
    const bool first = c.opcode == 1 || c.opcode == 2;
    if (c.head[1] & 0x80) return error(c, "masked frame from the server");
    if (c.head[0] & (o_.deflate && first ? 0x30 : 0x70)) return error(c, "reserved bit");
    if (c.opcode >= 8) return true;
    if (c.inMessage == first) return error(c, "unexpected opcode");
    if (c.inMessage) return true;
    if (c.opcode != (o_.binary ? 2 : 1)) return error(c, "text/binary type changed");
    return begin(c, c.head[0] & 0x40);
}

bool Load::feed76(Conn &c, const uint8_t *p, size_t n, uint64_t now) {
    while (n) {
        if (!c.inMessage) {
            if (*p == 0xff) return closed(c);
            if (*p != 0) return error(c, "bad frame type");
            p++, n--;
            begin(c, false);
            continue;
        }
        const void *end = memchr(p, 0xff, n);
        const size_t take = end ? size_t(static_cast<const uint8_t *>(end) - p) : n;
        if (!content(c, p, take)) return false;
        p += take, n -= take;
        if (!end) return true;
        p++, n--;
        if (!complete(c, now)) return false;
    }
    return true;
}

bool Load::feedRaw(Conn &c, size_t n, uint64_t now) {
    c.msgLen += n;
    for (size_t length; c.msgLen >= (length = tape_.length(c.received, 1)); c.msgLen -= length) count(c, now);
    return true;
}

bool Load::begin(Conn &c, bool compressed) {
    c.msgLen = 0;
    c.compressed = compressed;
    c.checking = c.received % uint64_t(o_.sample) == 0;
    return c.inMessage = true;
}

bool Load::content(Conn &c, const uint8_t *p, size_t n) {
    if (c.msgLen + n > uint64_t(o_.size) + (c.compressed ? 64 : 0)) return error(c, "message too long");
    if (c.checking && c.compressed) c.in.append(reinterpret_cast<const char *>(p), n);
    else if (c.checking && memcmp(tape_.text(c.received).data() + c.msgLen, p, n) != 0) return error(c, "content differs");
    c.msgLen += n;
    return true;
}

bool Load::complete(Conn &c, uint64_t now) {
    // Of a compressed one that is not checked, nobody knows the length.
    if (!c.compressed && c.msgLen != uint64_t(o_.size)) return error(c, "message too short");
    if (c.compressed && c.checking && !inflatesTo(c.in, tape_.text(c.received))) return error(c, "compressed content differs");
    c.in.clear();
    c.inMessage = false;
    checked_ += c.checking;
    compressed_ += c.compressed;
    return count(c, now), true;
}

void Load::count(Conn &c, uint64_t now) {
    messages_++;
    latency_.add(now - sentNs(c));
    if (o_.mode == Mode::Broadcast) missing_[c.received % missing_.size()]--;
    c.received++;
}

bool Load::closed(Conn &c) { return c.state == State::Closing ? finish(c) : error(c, "close frame from the server"); }

bool Load::controlFrame(Conn &c) {
    if (c.opcode == 8) return closed(c);
    if (c.opcode == 9) {  // the pong goes out as soon as no data frame is half sent
        c.pong = masked(0x8A, c.control, {9, 9, 9, 9});
        if (c.outLeft == 0) flush(c);
    }
    c.control.clear();
    return c.state != State::Dead;
}
