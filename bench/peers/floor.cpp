// The floor: what is received is sent back, without a protocol; no server can do less. usage: floor PORT
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>

namespace {

struct Connection {
    int fd;
    std::string unsent;
};

char buffer[512 * 1024];

void watch(int epoll, int operation, int fd, unsigned events, Connection *connection) {
    epoll_event event{};
    event.events = events;
    event.data.ptr = connection;
    epoll_ctl(epoll, operation, fd, &event);
}

// How much of it was sent; -1: the connection is gone.
ssize_t sendSome(int fd, const char *from, size_t length) {
    const ssize_t sent = send(fd, from, length, MSG_NOSIGNAL);
    return sent < 0 && errno == EAGAIN ? 0 : sent;
}

bool receive(int epoll, Connection &c) {
    const ssize_t received = recv(c.fd, buffer, sizeof buffer, 0);
    if (received < 0 && errno == EAGAIN) return true;
    if (received <= 0) return false;
    const ssize_t sent = sendSome(c.fd, buffer, size_t(received));
    if (sent < 0) return false;
    if (sent < received) {
        c.unsent.assign(buffer + sent, size_t(received - sent));
        watch(epoll, EPOLL_CTL_MOD, c.fd, EPOLLOUT, &c);
    }
    return true;
}

bool sendRest(int epoll, Connection &c) {
    const ssize_t sent = sendSome(c.fd, c.unsent.data(), c.unsent.size());
    if (sent < 0) return false;
    c.unsent.erase(0, size_t(sent));
    if (c.unsent.empty()) watch(epoll, EPOLL_CTL_MOD, c.fd, EPOLLIN, &c);
    return true;
}

}  // namespace

int main(int count, char **arguments) {
    if (count < 2) return 64;
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), one = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(atoi(arguments[1])));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(listener, reinterpret_cast<sockaddr *>(&address), sizeof address) || listen(listener, 4096)) return perror("floor"), 1;
    const int epoll = epoll_create1(0);
    watch(epoll, EPOLL_CTL_ADD, listener, EPOLLIN, nullptr);
    epoll_event events[1024];
    while (true) {
        const int ready = epoll_wait(epoll, events, 1024, -1);
        for (int i = 0; i < ready; i++) {
            auto *c = static_cast<Connection *>(events[i].data.ptr);
            if (!c) {
                for (int fd; (fd = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK)) >= 0;) {
                    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
                    watch(epoll, EPOLL_CTL_ADD, fd, EPOLLIN, new Connection{fd, {}});
                }
            } else if (!(c->unsent.empty() ? receive(epoll, *c) : sendRest(epoll, *c))) {
                close(c->fd);
                delete c;
            }
        }
    }
}
