#pragma once
// One TCP connection, with TLS or without.

#include <stddef.h>
#include <sys/types.h>

#include <string>

typedef struct ssl_st SSL;

class Wire {
public:
#ifdef WITH_TLS
    static constexpr bool hasTls = true;
#else
    static constexpr bool hasTls = false;
#endif

    // Begins to connect; null, or what went wrong. An empty source leaves the address to the system.
    const char *open(const std::string &host, int port, const std::string &source, bool tls);
    // After the TCP connection stands: 1: secured; 0: call again when there is something to read; -1: failed.
    int secure();
    // As recv and send: -1 and errno, which is EAGAIN where it has to wait.
    ssize_t receive(void *to, size_t length);
    ssize_t send(const void *from, size_t length);
    void reset();  // no TIME_WAIT stays behind
    int fd() const { return fd_; }
private:
    ssize_t result(int n);
    int fd_ = -1;
    SSL *ssl_ = nullptr;
};
