// An echo on Boost.Beast, one thread. usage: beast_echo PORT [deflate]
#include <boost/asio.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>
#include <cstdlib>
#include <functional>
#include <memory>
#include <utility>

namespace net = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using net::ip::tcp;

// Of the context's own executor, not the type-erased one.
using Socket = net::basic_stream_socket<tcp, net::io_context::executor_type>;
using Acceptor = net::basic_socket_acceptor<tcp, net::io_context::executor_type>;

class Session : public std::enable_shared_from_this<Session> {
public:
    Session(Socket &&socket, bool deflate) : stream_(std::move(socket)) {
        stream_.next_layer().set_option(tcp::no_delay(true));
        stream_.auto_fragment(false);
        stream_.read_message_max(16 << 20);
        if (!deflate) return;
        websocket::permessage_deflate offer;
        offer.server_enable = offer.server_no_context_takeover = offer.client_no_context_takeover = true;
        offer.compLevel = 1;  // as Wharf's
        stream_.set_option(offer);
    }
    void run() {
        stream_.async_accept([self = shared_from_this()](beast::error_code failed) {
            if (!failed) self->read();
        });
    }
private:
    void read() {
        stream_.async_read(buffer_, [self = shared_from_this()](beast::error_code failed, size_t) {
            if (!failed) self->write();
        });
    }
    void write() {
        stream_.text(stream_.got_text());
        stream_.async_write(buffer_.data(), [self = shared_from_this()](beast::error_code failed, size_t) {
            if (failed) return;
            self->buffer_.consume(self->buffer_.size());
            self->read();
        });
    }
    websocket::stream<Socket> stream_;
    beast::flat_buffer buffer_;
};

int main(int count, char **arguments) {
    if (count < 2) return 64;
    const bool deflate = count > 2;
    net::io_context context(1);
    Acceptor acceptor(context, {net::ip::make_address("127.0.0.1"), static_cast<unsigned short>(atoi(arguments[1]))});
    acceptor.listen(4096);
    std::function<void()> accept = [&] {
        acceptor.async_accept([&](beast::error_code failed, Socket socket) {
            if (!failed) std::make_shared<Session>(std::move(socket), deflate)->run();
            accept();
        });
    };
    accept();
    context.run();
}
