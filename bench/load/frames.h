#pragma once
// What is sent, built before the run.

#include <stddef.h>
#include <stdint.h>

#include <string>
#include <vector>

#include "options.h"

constexpr size_t VARIANTS = 8;

// A client's frame of RFC 6455; first: FIN, RSV1 and opcode.
std::string masked(int first, const std::string &payload, const unsigned char (&key)[4]);

// The frames and the texts that they carry. Message n of a connection has the variant n % VARIANTS.
class Tape {
public:
    explicit Tape(const Options &o);
    const std::string &text(uint64_t message) const { return texts_[message % VARIANTS]; }
    const char *at(size_t position) const { return bytes_.data() + position; }
    size_t left(size_t position) const { return bytes_.size() - position; }
    size_t cycle() const { return starts_[VARIANTS]; }
    // The length of so many frames, of which that of the message is the first.
    size_t length(uint64_t message, size_t frames) const {
        const size_t first = message % VARIANTS, end = first + frames;
        return end / VARIANTS * cycle() + starts_[end % VARIANTS] - starts_[first];
    }
private:
    std::vector<std::string> texts_;
    std::string bytes_;  // frame 0, 1, ... VARIANTS - 1, 0, 1, ...: from any of them, depth frames in one piece
    size_t starts_[VARIANTS + 1] = {};
};
