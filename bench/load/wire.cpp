#include "wire.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "measure.h"

#ifdef WITH_TLS
#include <openssl/err.h>
#include <openssl/ssl.h>
#endif

namespace {

sockaddr_in address(const std::string &ip, int port) {
    sockaddr_in a{};
    a.sin_family = AF_INET;
    a.sin_port = htons(uint16_t(port));
    if (inet_pton(AF_INET, ip.c_str(), &a.sin_addr) != 1) errno = EINVAL, die("--host and --source must be IPv4 addresses");
    return a;
}

}  // namespace

const char *Wire::open(const std::string &host, int port, const std::string &source, bool tls) {
    fd_ = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd_ < 0) die("socket");
    int one = 1;
    setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (!source.empty()) {
        // The port is chosen by connect: a port may serve once for each pair of addresses.
        setsockopt(fd_, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
        const sockaddr_in from = address(source, 0);
        if (bind(fd_, reinterpret_cast<const sockaddr *>(&from), sizeof from) < 0) die("--source");
    }
#ifdef WITH_TLS
    if (tls) {
        static SSL_CTX *context = [] {
            SSL_CTX *c = SSL_CTX_new(TLS_client_method());
            SSL_CTX_set_verify(c, SSL_VERIFY_NONE, nullptr);  // a certificate made for the measurement
            SSL_CTX_set_mode(c, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
            return c;
        }();
        ssl_ = SSL_new(context);
        SSL_set_fd(ssl_, fd_);
        SSL_set_connect_state(ssl_);
    }
#else
    (void)tls;
#endif
    const sockaddr_in to = address(host, port);
    return connect(fd_, reinterpret_cast<const sockaddr *>(&to), sizeof to) < 0 && errno != EINPROGRESS ? "connect" : nullptr;
}

void Wire::reset() {
    linger hard{1, 0};
    setsockopt(fd_, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    close(fd_);
    fd_ = -1;
#ifdef WITH_TLS
    SSL_free(ssl_);
    ssl_ = nullptr;
#endif
}

#ifdef WITH_TLS

int Wire::secure() {
    if (!ssl_) return 1;
    ERR_clear_error();
    const int n = SSL_do_handshake(ssl_);
    return n == 1 ? 1 : SSL_get_error(ssl_, n) == SSL_ERROR_WANT_READ ? 0 : -1;
}

// Without read-ahead, and with more room than a record has, nothing stays in OpenSSL that epoll would not tell of.
ssize_t Wire::receive(void *to, size_t length) {
    if (!ssl_) return recv(fd_, to, length, 0);
    ERR_clear_error();
    return result(SSL_read(ssl_, to, int(length)));
}

ssize_t Wire::send(const void *from, size_t length) {
    if (!ssl_) return ::send(fd_, from, length, MSG_NOSIGNAL);
    ERR_clear_error();
    return result(SSL_write(ssl_, from, int(length)));
}

ssize_t Wire::result(int n) {
    if (n > 0) return n;
    switch (SSL_get_error(ssl_, n)) {
        case SSL_ERROR_ZERO_RETURN: return 0;
        case SSL_ERROR_WANT_READ:
        case SSL_ERROR_WANT_WRITE: return errno = EAGAIN, -1;
        case SSL_ERROR_SYSCALL: return errno ? -1 : 0;
        default: return errno = EPROTO, -1;
    }
}

#else

int Wire::secure() { return 1; }
ssize_t Wire::receive(void *to, size_t length) { return recv(fd_, to, length, 0); }
ssize_t Wire::send(const void *from, size_t length) { return ::send(fd_, from, length, MSG_NOSIGNAL); }

#endif
