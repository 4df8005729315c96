#pragma once
// The opening handshake. The nonces are the published examples of both specifications, so that the expected answer is a constant
// and the client needs no SHA-1 or MD5.

#include <ctype.h>

#include <string>

#include "options.h"

struct Handshake {
    std::string request, mustContain, tail;  // tail: the 16 bytes after the head (hixie76)
    bool deflate;

    explicit Handshake(const Options &o) : deflate(o.deflate) {
        std::string head = "GET " + o.path + " HTTP/1.1\r\nHost: " + o.host + ":" + std::to_string(o.port) +
                           "\r\nUpgrade: " + (o.revision == Revision::Hixie76 ? "WebSocket" : "websocket") +
                           "\r\nConnection: Upgrade\r\nOrigin: http://" + o.host + "\r\n";
        if (deflate) head += "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover\r\n";
        if (o.revision == Revision::Hixie76) {  // the example of draft-76, section 1.2
            request = head + "Sec-WebSocket-Key1: 4 @1  46546xW%0l 1 5\r\n"
                             "Sec-WebSocket-Key2: 12998 5 Y3 1  .P00\r\n\r\n^n:ds[4U";
            mustContain = "sec-websocket-location:";
            tail = "8jKS'y:G*Co,Wxa-";
        } else {  // the example of RFC 6455, section 1.3
            request = head + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: " + o.revisionName + "\r\n\r\n";
            mustContain = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
        }
    }

    // 1: complete, consumed bytes in used; 0: more bytes needed; -1: refused or wrong.
    int check(const std::string &in, size_t &used) const {
        const size_t end = in.find("\r\n\r\n");
        if (end == std::string::npos) return in.size() > 16384 ? -1 : 0;
        used = end + 4 + tail.size();
        if (in.compare(0, 12, "HTTP/1.1 101") != 0) return -1;
        if (in.size() < used) return 0;
        const std::string head = in.substr(0, end + 2);
        std::string lower = head;
        for (char &ch : lower) ch = char(tolower(static_cast<unsigned char>(ch)));
        if ((tail.empty() ? head : lower).find(mustContain) == std::string::npos || in.compare(end + 4, tail.size(), tail) != 0) return -1;
        // Messages that refer to earlier ones could not be checked by sample.
        return !deflate || lower.find("server_no_context_takeover") != std::string::npos ? 1 : -1;
    }
};
