#pragma once
// Clocks, latencies, and what the server's process uses.

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>

#include <algorithm>
#include <string>
#include <vector>

[[noreturn]] inline void die(const char *what) {
    fprintf(stderr, "wsload: %s: %s\n", what, strerror(errno));
    exit(1);
}

inline uint64_t nowNs(clockid_t clock = CLOCK_MONOTONIC) {
    timespec t;
    clock_gettime(clock, &t);
    return uint64_t(t.tv_sec) * 1000000000ull + uint64_t(t.tv_nsec);
}

// Log-linear histogram of nanoseconds: 64 buckets per power of two (about 1.6 % resolution).
class Histogram {
public:
    void add(uint64_t ns) {
        counts_[index(ns)]++, total_++;
        max_ = std::max(max_, ns);
    }
    void clear() { *this = Histogram(); }
    double maxUs() const { return double(max_) / 1000; }
    double quantileUs(double q) const {
        if (!total_) return 0;
        uint64_t want = uint64_t(q * double(total_ - 1)) + 1, seen = 0;
        for (size_t i = 0; i < counts_.size(); i++)
            if ((seen += counts_[i]) >= want) return std::min(double(upper(i)) / 1000, maxUs());
        return maxUs();
    }
private:
    static size_t index(uint64_t v) {
        if (v < 64) return size_t(v);
        int shift = 57 - __builtin_clzll(v);  // keeps the six bits below the leading one
        return size_t(shift + 1) * 64 + size_t((v >> shift) - 64);
    }
    static uint64_t upper(size_t i) { return i < 64 ? i : ((64 + i % 64 + 1) << (i / 64 - 1)) - 1; }
    std::vector<uint64_t> counts_ = std::vector<uint64_t>(64 * 60);
    uint64_t total_ = 0, max_ = 0;
};

// Reads CPU time and memory of the server process from outside.
class ServerProbe {
public:
    explicit ServerProbe(pid_t pid) : pid_(pid) {
        if (pid_ && clock_getcpuclockid(pid_, &clock_) != 0) die("--server-pid: no such process");
    }
    bool active() const { return pid_ != 0; }
    uint64_t cpuNs() const { return active() ? nowNs(clock_) : 0; }
    // User and system time so far, in clock ticks.
    void ticks(double &user, double &system) const {
        const std::string text = slurp("stat");
        const size_t p = text.rfind(')');  // the command name may hold spaces
        unsigned long u = 0, s = 0;
        if (p != std::string::npos)
            sscanf(text.c_str() + p + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &u, &s);
        user = double(u), system = double(s);
    }
    long rssKb() const {
        const std::string text = slurp("status");
        const size_t p = text.find("VmRSS:");
        return p == std::string::npos ? 0 : atol(text.c_str() + p + 6);
    }
private:
    std::string slurp(const char *name) const {
        char text[4096];
        FILE *f = active() ? fopen(("/proc/" + std::to_string(pid_) + "/" + name).c_str(), "r") : nullptr;
        if (!f) return "";
        const size_t n = fread(text, 1, sizeof text, f);
        fclose(f);
        return std::string(text, n);
    }
    pid_t pid_;
    clockid_t clock_{};
};

