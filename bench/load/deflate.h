#pragma once
// permessage-deflate without context takeover (RFC 7692): each message by itself.

#include <string>

#ifdef WITH_ZLIB
constexpr bool hasDeflate = true;
#else
constexpr bool hasDeflate = false;
#endif

// The payload of the message (7.2.1).
std::string deflated(const std::string &text);

// Whether the payload of a message, inflated (7.2.2), is the text.
bool inflatesTo(const std::string &payload, const std::string &text);
