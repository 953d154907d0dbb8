#include "simulator/protocols/json_fingerprint.h"

#include <bit>
#include <cstring>

#include "common/base/random.h"

namespace oaisim {
namespace {

using simdjson::dom::element_type;

__extension__ using Wide = unsigned __int128;

// Two lanes of multiply-and-fold with keys of their own; eight bytes a step.
class Hasher {
 public:
  void add(std::uint64_t word) {
    high_ = fold(high_ ^ word, key().high);
    low_ = fold(low_ + word, key().low);
  }

  void add(std::string_view text) {
    add(text.size());
    std::size_t i = 0;
    for (; i + 8 <= text.size(); i += 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, text.data() + i, 8);
      add(word);
    }
    std::uint64_t rest = 0;
    std::memcpy(&rest, text.data() + i, text.size() - i);
    add(rest);
  }

  Fingerprint value() const { return {fold(high_, key().low), fold(low_, key().high)}; }

 private:
  static std::uint64_t fold(std::uint64_t a, std::uint64_t b) {
    const Wide product = static_cast<Wide>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
  }
  static const Fingerprint& key() {
    static const Fingerprint secret{random_seed() | 1, random_seed() | 1};
    return secret;
  }

  std::uint64_t high_ = key().high;
  std::uint64_t low_ = ~key().low;
};

void add(JsonValue value, Hasher& hasher) {
  const element_type type = value.type();
  hasher.add(static_cast<std::uint64_t>(type));
  switch (type) {
    case element_type::OBJECT:
      for (const auto member : object_of(value)) {
        hasher.add(member.key);
        add(member.value, hasher);
      }
      hasher.add(0);
      break;
    case element_type::ARRAY:
      for (const JsonValue item : array_of(value)) add(item, hasher);
      hasher.add(0);
      break;
    case element_type::STRING:
      hasher.add(text_of(value));
      break;
    case element_type::INT64:
      hasher.add(static_cast<std::uint64_t>(value.get_int64().value_unsafe()));
      break;
    case element_type::UINT64:
      hasher.add(value.get_uint64().value_unsafe());
      break;
    case element_type::DOUBLE:
      hasher.add(std::bit_cast<std::uint64_t>(value.get_double().value_unsafe()));
      break;
    case element_type::BOOL:
      hasher.add(value.get_bool().value_unsafe() ? 1 : 0);
      break;
    case element_type::NULL_VALUE:
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
