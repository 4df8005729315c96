#include "frames.h"

#include "deflate.h"

namespace {

std::string letters(const Options &o, size_t variant) {
    std::string text(size_t(o.size), 0);
    for (size_t i = 0; i < text.size(); i++)
        text[i] = o.binary ? char(i * 131 + variant * 29 + (i >> 8)) : char('a' + (i * 7 + variant + (i >> 8)) % 26);
    return text;
}

// Objects of the same keys with other values, cut off at the size.
std::string jsonLike(const Options &o, size_t variant) {
    std::string text = "[";
    for (uint32_t i = 0; text.size() < size_t(o.size); i++) {
        const uint32_t n = (i + uint32_t(variant) * 1000) * 2654435761u;
        text += "{\"id\":" + std::to_string(n % 100000) + ",\"name\":\"item " + std::to_string(i) + "\",\"price\":" + std::to_string(n % 9973) +
                ".25,\"tags\":[\"t" + std::to_string(n % 17) + "\",\"t" + std::to_string(n % 23) + "\"],\"stock\":" + (n % 3 ? "false" : "true") + "},";
    }
    return text.substr(0, size_t(o.size));
}

std::string frame(const Options &o, size_t variant, const std::string &text) {
    const unsigned char key[4] = {uint8_t(0x37 + variant), uint8_t(0xfa - variant), 0x21, uint8_t(0x3d ^ variant)};
    if (o.revision == Revision::Hixie76) return std::string(1, '\0') + text + '\xFF';
    const int first = 0x80 | (o.binary ? 2 : 1);
    return o.deflate ? masked(first | 0x40, deflated(text), key) : masked(first, text, key);
}

}  // namespace

std::string masked(int first, const std::string &payload, const unsigned char (&key)[4]) {
    std::string f(1, char(first));
    const int extra = payload.size() < 126 ? 0 : payload.size() < 65536 ? 2 : 8;  // bytes of extended length
    f += char(0x80 | (extra == 0 ? payload.size() : extra == 2 ? 126 : 127));
    for (int i = extra - 1; i >= 0; i--) f += char(payload.size() >> (8 * i));
    f.append(reinterpret_cast<const char *>(key), 4);
    for (size_t i = 0; i < payload.size(); i++) f += char(payload[i] ^ char(key[i & 3]));
    return f;
}

Tape::Tape(const Options &o) {
    for (size_t v = 0; v < VARIANTS; v++) {
        texts_.push_back(o.deflate && !o.binary ? jsonLike(o, v) : letters(o, v));
        bytes_ += frame(o, v, texts_[v]);
        starts_[v + 1] = bytes_.size();
    }
    for (size_t f = 0; f < size_t(o.depth); f++) {
        const size_t v = f % VARIANTS;
        bytes_ += bytes_.substr(starts_[v], starts_[v + 1] - starts_[v]);
    }
}
