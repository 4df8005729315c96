#include "options.h"

#include <stdio.h>
#include <stdlib.h>

#include <algorithm>
#include <initializer_list>
#include <sstream>
#include <utility>

#include "deflate.h"
#include "wire.h"

namespace {

[[noreturn]] void usage(const char *why = nullptr) {
    if (why) fprintf(stderr, "wsload: %s\n", why);
    fprintf(stderr,
            "usage: wsload echo|idle|connect|broadcast [--host A.B.C.D] [--port N] [--path /P]\n"
            "  [--conns N] [--depth D | --rate PER_SECOND] [--size BYTES] [--text|--binary] [--secs T] [--warm W]\n"
            "  [--revision 13|8|7|hixie76|raw] [--tls] [--deflate] [--source A.B.C.D,...] [--active N]\n"
            "  [--server-pid PID] [--touch] [--ramp N] [--sample N] [--label TEXT] [--json]\n");
    exit(64);
}

template <class T>
bool lookup(const std::string &name, std::initializer_list<std::pair<const char *, T>> table, T &out) {
    for (const auto &[key, value] : table)
        if (name == key) return out = value, true;
    return false;
}

}  // namespace

Options parse(int argc, char **argv) {
    Options o;
    o.modeName = argc > 1 ? argv[1] : "";
    if (!lookup<Mode>(o.modeName, {{"echo", Mode::Echo}, {"idle", Mode::Idle}, {"connect", Mode::Connect},
                                   {"broadcast", Mode::Broadcast}}, o.mode)) usage();
    for (int i = 2; i < argc; i++) {
        const std::string a = argv[i];
        std::string *text; int *number; double *real;
        bool *flag;
        if (a == "--text") o.binary = false;
        else if (lookup<bool *>(a, {{"--binary", &o.binary}, {"--touch", &o.touch}, {"--json", &o.json}, {"--tls", &o.tls},
                                    {"--deflate", &o.deflate}}, flag)) *flag = true;
        else if (i + 1 == argc) usage();
        else if (lookup<std::string *>(a, {{"--host", &o.host}, {"--path", &o.path}, {"--label", &o.label},
                                           {"--revision", &o.revisionName}, {"--source", &o.source}}, text)) *text = argv[++i];
        else if (lookup<int *>(a, {{"--port", &o.port}, {"--conns", &o.conns}, {"--depth", &o.depth}, {"--size", &o.size},
                                   {"--ramp", &o.ramp}, {"--sample", &o.sample}, {"--active", &o.active},
                                   {"--server-pid", &o.serverPid}}, number)) *number = atoi(argv[++i]);
        else if (lookup<double *>(a, {{"--secs", &o.secs}, {"--warm", &o.warm}, {"--rate", &o.rate}}, real)) *real = atof(argv[++i]);
        else usage();
    }
    if (!lookup<Revision>(o.revisionName, {{"13", Revision::Rfc6455}, {"8", Revision::Rfc6455},
                                           {"7", Revision::Rfc6455}, {"hixie76", Revision::Hixie76},
                                           {"raw", Revision::Raw}}, o.revision)) usage();
    std::istringstream list(o.source);
    for (std::string address; std::getline(list, address, ',');) o.sources.push_back(address);
    if (o.active == 0) o.active = o.conns;
    if (std::min({o.conns, o.depth, o.sample, o.ramp, o.active}) < 1 || o.active > o.conns || o.size < 0 || o.rate < 0) usage();
    if (o.revision == Revision::Hixie76 && o.binary) usage("hixie76 has no binary messages");
    if (o.rate > 0 && o.mode != Mode::Echo) usage("--rate is for echo");
    if (o.deflate && o.revision != Revision::Rfc6455) usage("--deflate is for revision 13");
    if (o.tls && !Wire::hasTls) usage("built without TLS: -DWITH_TLS -lssl");
    if (o.deflate && !hasDeflate) usage("built without zlib: -DWITH_ZLIB -lz");
    return o;
}
