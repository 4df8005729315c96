#include "deflate.h"

#ifdef WITH_ZLIB

#include <zlib.h>

namespace {

constexpr int RAW = -15;  // window bits, and no zlib header

Bytef *bytesOf(const std::string &s) { return reinterpret_cast<Bytef *>(const_cast<char *>(s.data())); }

}  // namespace

std::string deflated(const std::string &text) {
    z_stream z{};
    deflateInit2(&z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, RAW, 8, Z_DEFAULT_STRATEGY);
    std::string out(deflateBound(&z, uLong(text.size())) + 16, 0);
    z.next_in = bytesOf(text), z.avail_in = uInt(text.size());
    z.next_out = bytesOf(out), z.avail_out = uInt(out.size());
    deflate(&z, Z_SYNC_FLUSH);
    out.resize(z.total_out - 4);  // without 00 00 FF FF
    deflateEnd(&z);
    return out;
}

bool inflatesTo(const std::string &payload, const std::string &text) {
    const std::string in = payload + std::string("\0\0\xFF\xFF", 4);
    std::string out(text.size() + 1, 0);
    z_stream z{};
    inflateInit2(&z, RAW);
    z.next_in = bytesOf(in), z.avail_in = uInt(in.size());
    z.next_out = bytesOf(out), z.avail_out = uInt(out.size());
    const int result = inflate(&z, Z_SYNC_FLUSH);
    out.resize(z.total_out);
    inflateEnd(&z);
    return (result == Z_OK || result == Z_STREAM_END || result == Z_BUF_ERROR) && out == text;
}

#else

std::string deflated(const std::string &text) { return text; }
bool inflatesTo(const std::string &payload, const std::string &text) { return payload == text; }

#endif
