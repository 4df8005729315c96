#pragma once
// The command line.

#include <string>
#include <vector>

enum class Mode { Echo, Idle, Connect, Broadcast };
enum class Revision { Rfc6455, Hixie76, Raw };

struct Options {
    Mode mode = Mode::Echo;
    Revision revision = Revision::Rfc6455;
    std::string modeName, revisionName = "13", host = "127.0.0.1", path = "/", label, source;
    std::vector<std::string> sources;  // of --source, one each
    int port = 9001, conns = 100, active = 0, depth = 1, size = 20, ramp = 64, sample = 16;
    bool binary = false, json = false, touch = false, tls = false, deflate = false;
    double secs = 5, warm = 1, rate = 0;
    int serverPid = 0;
};

// Ends the process where the command line cannot be understood.
Options parse(int argc, char **argv);
