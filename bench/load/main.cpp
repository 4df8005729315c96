// wsload - a small, neutral WebSocket load generator: one thread, one epoll set.
//
// g++ -std=c++17 -O2 -Wall -Wextra -o wsload *.cpp [-DWITH_TLS -lssl -lcrypto] [-DWITH_ZLIB -lz]
//
// Modes
//   echo       N connections, D messages in flight on each, payload of S bytes. Counts round trips. With --active only the first
//              of the connections send. With --rate R messages a second over all of them, whatever is answered: the latency
//              counts from the moment at which a message was due, so a server that stalls is not spared what it delays.
//   idle       opens N connections (with --touch: one echo on each) and holds them, so that the
//              server's memory per connection can be read.
//   connect    C concurrent cycles of: TCP connect, upgrade, Close frame both ways, TCP close.
//   broadcast  N connections on one path, the first one sends; the server is expected to send
//              every message to all N of them. Counts deliveries.
// Revisions
//   13         RFC 6455, masked frames; 7 and 8 are the drafts before it, with the same bytes.
//   hixie76    draft-hixie-thewebsocketprotocol-76: key1/key2/key3 challenge, 0x00 ... 0xFF frames.
//   raw        no handshake; sends the same bytes as "13" and counts echoed bytes. With a server
//              that only does recv+send this is the floor of what any server can reach.
// --tls speaks TLS and trusts anybody. --deflate offers permessage-deflate without context takeover, insists on it, and sends
// JSON-like text. --source binds the connections to these addresses in turn: each pair of addresses has some 28,000 ports.
//
// All frames are built before the run: a "tape" of VARIANTS different frames in a cycle, long enough that any D consecutive
// frames are contiguous, so that k frames are one send() of a slice. The length of every echo is verified, and the content
// of the first and then of every --sample-th message of each connection; of compressed echoes, the content only.
//
// With --server-pid the server's CPU time (all threads, nanosecond clock of the process) over the
// measured window and its RSS before the first connection and at the end are reported.

#include <signal.h>
#include <sys/resource.h>

#include "load.h"

int main(int argc, char **argv) {
    const Options o = parse(argc, argv);
    signal(SIGPIPE, SIG_IGN);
    rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    return Load(o).run();
}
