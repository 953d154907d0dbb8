#include "simulator/protocols/json_fingerprint.h"

#include <bit>
#include <cstring>

#include "common/base/random.h"

namespace oaisim {
namespace {

using simdjson::dom::element_type;

__extension__ using Wide = unsigned __int128;

constexpr std::uint64_t kMember = 1;  // no letter of a type

std::uint64_t fold(std::uint64_t a, std::uint64_t b) {
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

template <typename Word>
Word word(const char* from) {
  Word value;
  std::memcpy(&value, from, sizeof(value));
  return value;
}

// All of at most eight bytes: the first and the last four, or two, or one, which may overlap.
std::uint64_t ends(const char* at, std::size_t size) {
  if (size >= 4) return std::uint64_t{word<std::uint32_t>(at)} << 32 | word<std::uint32_t>(at + size - 4);
  if (size >= 2) return std::uint64_t{word<std::uint16_t>(at)} << 16 | word<std::uint16_t>(at + size - 2);
  return size == 1 ? static_cast<unsigned char>(*at) : 0;
}

// Multiply-and-fold, sixteen bytes a step.  The sum of what came before is passed and returned, and so stays in a
// register: every step waits for the one before.
class Hasher {
 public:
  Hasher(std::uint64_t key, std::uint64_t first_sum) : key_(key), first_sum_(first_sum) {}

  std::uint64_t of(JsonValue value) const { return add(first_sum_, value); }

 private:
  std::uint64_t add(std::uint64_t sum, std::uint64_t first, std::uint64_t second) const {
    return fold(sum ^ first, key_ ^ second);
  }

  // `tag` says what the text is; its size keeps it apart from what follows.
  std::uint64_t add(std::uint64_t sum, std::uint64_t tag, std::string_view text) const {
    const std::uint64_t head = text.size() << 8 | tag;
    const char* at = text.data();
    const std::size_t size = text.size();
    if (size <= 8) return add(sum, head, ends(at, size));
    sum = add(sum, head, word<std::uint64_t>(at));
    std::size_t i = 8;
    for (; i + 16 < size; i += 16) sum = add(sum, word<std::uint64_t>(at + i), word<std::uint64_t>(at + i + 8));
    // The last sixteen bytes, some of which may have been read before.
    if (size >= 16) return add(sum, word<std::uint64_t>(at + size - 16), word<std::uint64_t>(at + size - 8));
    return add(sum, word<std::uint64_t>(at + size - 8), 0);
  }

  std::uint64_t add(std::uint64_t sum, JsonValue value) const;

  std::uint64_t key_;
  std::uint64_t first_sum_;
};

std::uint64_t Hasher::add(std::uint64_t sum, JsonValue value) const {
  const element_type type = value.type();
  const auto tag = static_cast<std::uint64_t>(type);
  switch (type) {
    case element_type::OBJECT:
      sum = add(sum, tag, object_of(value).size());
      for (const auto member : object_of(value)) {
        sum = add(sum, kMember, member.key);
        sum = add(sum, member.value);
      }
      return sum;
    case element_type::ARRAY:
      sum = add(sum, tag, array_of(value).size());
      for (const JsonValue item : array_of(value)) sum = add(sum, item);
      return sum;
    case element_type::STRING:
      return add(sum, tag, text_of(value));
    case element_type::INT64:
      return add(sum, tag, static_cast<std::uint64_t>(value.get_int64().value_unsafe()));
    case element_type::UINT64:
      return add(sum, tag, value.get_uint64().value_unsafe());
    case element_type::DOUBLE:
      return add(sum, tag, std::bit_cast<std::uint64_t>(value.get_double().value_unsafe()));
    case element_type::BOOL:
      return add(sum, tag, value.get_bool().value_unsafe() ? 1 : 0);
    case element_type::NULL_VALUE:
      break;
  }
  return add(sum, tag, 0);
}

}  // namespace

Fingerprint fingerprint_of(JsonValue value) {
  static const Hasher hasher(random_seed(), random_seed());
  return hasher.of(value);
}

}  // namespace oaisim
