#include "load.h"

// What is in flight once all connections are open.
void Load::start() {
    const uint64_t now = nowNs();
    if (o_.rate > 0) {
        rateStart_ = now;
        return;
    }
    if (o_.mode == Mode::Echo || (o_.mode == Mode::Idle && o_.touch))
        for (int i = 0; i < o_.active; i++) sendMore(conns_[size_t(i)], o_.mode == Mode::Echo ? size_t(o_.depth) : 1, now);
    if (o_.mode == Mode::Broadcast) sendBroadcast();
}

// An open loop: what is due is sent, whether earlier messages were answered or not, and late answers do not delay it. The
// connections take turns.
void Load::sendDue(uint64_t now) {
    for (; intendedNs(issued_) <= now; issued_++) {
        Conn &c = conns_[issued_ % size_t(o_.active)];
        if (c.state == State::Open) sendMore(c, 1, now);
    }
}

uint64_t Load::sentNs(const Conn &c) const {
    if (rateStart_) return intendedNs(c.received * uint64_t(o_.active) + uint64_t(&c - conns_.data()));
    return (o_.mode == Mode::Broadcast ? conns_[0] : c).sentAt[c.received % c.sentAt.size()];
}

void Load::sendMore(Conn &c, size_t frames, uint64_t now) {
    c.outLeft += tape_.length(c.sent, frames);
    for (size_t i = 0; i < frames; i++) c.sentAt[c.sent++ % c.sentAt.size()] = now;
    if (!c.wantWrite) flush(c);
}

void Load::sendBroadcast() {  // as many messages as have reached everybody
    Conn &c = conns_[0];
    size_t frames = 0;
    for (; frames < missing_.size(); frames++) {
        size_t &missing = missing_[(c.sent + frames) % missing_.size()];
        if (missing) break;
        missing = conns_.size();
    }
    if (frames && c.state == State::Open) sendMore(c, frames, nowNs());
}

void Load::flush(Conn &c) {
    while (c.outLeft) {
        const ssize_t n = c.wire.send(tape_.at(c.outPos), std::min(c.outLeft, tape_.left(c.outPos)));
        if (n < 0) {
            if (errno == EAGAIN || errno == EINTR) return watch(c, true);
            return void(error(c, strerror(errno)));
        }
        c.outPos = (c.outPos + size_t(n)) % tape_.cycle();
        c.outLeft -= size_t(n);
    }
    if (!c.pong.empty() && c.wire.send(c.pong.data(), c.pong.size()) < 0) return void(error(c, "pong"));
    c.pong.clear();
    watch(c, false);
}
