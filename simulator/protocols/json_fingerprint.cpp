#include "simulator/protocols/json_fingerprint.h"

#include <bit>
#include <cstring>

#include "common/base/random.h"

namespace oaisim {
namespace {

using simdjson::dom::element_type;

__extension__ using Wide = unsigned __int128;

// Two lanes of multiply-and-fold with keys of their own; sixteen bytes a step.
class Hasher {
 public:
  void add(std::uint64_t first, std::uint64_t second) {
    high_ = fold(high_ ^ first, key_.high ^ second);
    low_ = fold(low_ + second, key_.low + first);
  }

  // `tag` says what the text is; its size keeps it apart from what follows.
  void add(std::uint64_t tag, std::string_view text) {
    const std::uint64_t head = text.size() << 8 | tag;
    const char* at = text.data();
    const std::size_t size = text.size();
    if (size <= 8) return add(head, ends(at, size));
    add(head, word<std::uint64_t>(at));
    std::size_t i = 8;
    for (; i + 16 < size; i += 16) add(word<std::uint64_t>(at + i), word<std::uint64_t>(at + i + 8));
    // The last sixteen bytes, some of which may have been read before.
    if (size >= 16) return add(word<std::uint64_t>(at + size - 16), word<std::uint64_t>(at + size - 8));
    add(word<std::uint64_t>(at + size - 8), 0);
  }

  Fingerprint value() const { return {fold(high_, key_.low), fold(low_, key_.high)}; }

 private:
  template <typename Word>
  static Word word(const char* from) {
    Word value;
    std::memcpy(&value, from, sizeof(value));
    return value;
  }
  // All of at most eight bytes: the first and the last four, or two, or one, which may overlap.
  static std::uint64_t ends(const char* at, std::size_t size) {
    if (size >= 4) return std::uint64_t{word<std::uint32_t>(at)} << 32 | word<std::uint32_t>(at + size - 4);
    if (size >= 2) return std::uint64_t{word<std::uint16_t>(at)} << 16 | word<std::uint16_t>(at + size - 2);
    return size == 1 ? static_cast<unsigned char>(*at) : 0;
  }
  static std::uint64_t fold(std::uint64_t a, std::uint64_t b) {
    const Wide product = static_cast<Wide>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
  }
  static const Fingerprint& secret() {
    static const Fingerprint made{random_seed() | 1, random_seed() | 1};
    return made;
  }

  const Fingerprint key_ = secret();
  std::uint64_t high_ = key_.high;
  std::uint64_t low_ = ~key_.low;
};

constexpr std::uint64_t kMember = 1;  // no letter of a type

void add(JsonValue value, Hasher& hasher) {
  const element_type type = value.type();
  const auto tag = static_cast<std::uint64_t>(type);
  switch (type) {
    case element_type::OBJECT:
      hasher.add(tag, object_of(value).size());
      for (const auto member : object_of(value)) {
        hasher.add(kMember, member.key);
        add(member.value, hasher);
      }
      break;
    case element_type::ARRAY:
      hasher.add(tag, array_of(value).size());
      for (const JsonValue item : array_of(value)) add(item, hasher);
      break;
    case element_type::STRING:
      hasher.add(tag, text_of(value));
      break;
    case element_type::INT64:
      hasher.add(tag, static_cast<std::uint64_t>(value.get_int64().value_unsafe()));
      break;
    case element_type::UINT64:
      hasher.add(tag, value.get_uint64().value_unsafe());
      break;
    case element_type::DOUBLE:
      hasher.add(tag, std::bit_cast<std::uint64_t>(value.get_double().value_unsafe()));
      break;
    case element_type::BOOL:
      hasher.add(tag, value.get_bool().value_unsafe() ? 1 : 0);
      break;
    case element_type::NULL_VALUE:
      hasher.add(tag, 0);
      break;
  }
}

}  // namespace

Fingerprint fingerprint_of(JsonValue value) {
  Hasher hasher;
  add(value, hasher);
  return hasher.value();
}

}  // namespace oaisim
