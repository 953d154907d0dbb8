#include "simulator/generation/embedder.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "common/base/random.h"

namespace oaisim {
namespace {

// Letters, digits and every byte of a character beyond ASCII make words; case does not matter within ASCII.
bool is_word_byte(unsigned char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
}

unsigned char lower(unsigned char c) { return c >= 'A' && c <= 'Z' ? static_cast<unsigned char>(c + 32) : c; }

// FNV-1a.
class Hash {
 public:
  explicit Hash(std::uint64_t seed) : value_(seed ^ 14695981039346656037ULL) {}
  void add(unsigned char byte) { value_ = (value_ ^ byte) * 1099511628211ULL; }
  void add(std::string_view text) {
    for (const char c : text) add(static_cast<unsigned char>(c));
  }
  std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_;
};

// Short words ("a", "the") say less about a text than long ones.
float weight_of(std::size_t word_bytes) { return static_cast<float>(std::min<std::size_t>(word_bytes, 6)) / 6.0F; }

// What makes texts of the same words, or of no words at all, differ a little.
constexpr float kWholeTextWeight = 0.25F;

// Vectors are worked on in steps of a few numbers without a branch, none of which waits for another.
constexpr std::size_t kSigned = 4;
constexpr std::size_t kSummed = 8;

using Signs = std::array<float, kSigned>;

// For each number of four bits: 1 where a bit is set, from the lowest on, and -1 where none is.
constexpr std::array<Signs, 1 << kSigned> kSigns = [] {
  std::array<Signs, 1 << kSigned> signs{};
  for (std::size_t bits = 0; bits < signs.size(); ++bits) {
    for (std::size_t i = 0; i < kSigned; ++i) signs[bits][i] = (bits >> i & 1) != 0 ? 1.0F : -1.0F;
  }
  return signs;
}();

void add_direction(std::uint64_t hash, float weight, std::span<float> vector) {
  Random random(hash);
  for (std::size_t begin = 0; begin < vector.size(); begin += 64) {
    const auto part = vector.subspan(begin, std::min<std::size_t>(64, vector.size() - begin));
    std::uint64_t bits = random();
    std::size_t i = 0;
    for (; i + kSigned <= part.size(); i += kSigned, bits >>= kSigned) {
      const Signs& signs = kSigns[bits % kSigns.size()];
      for (std::size_t j = 0; j < kSigned; ++j) part[i + j] += signs[j] * weight;
    }
    for (std::size_t j = 0; i + j < part.size(); ++j) part[i + j] += kSigns[bits % kSigns.size()][j] * weight;
  }
}

double sum_of_squares(std::span<const float> vector) {
  const auto square = [&](std::size_t i) { return static_cast<double>(vector[i]) * static_cast<double>(vector[i]); };
  std::array<double, kSummed> sums{};
  std::size_t i = 0;
  for (; i + kSummed <= vector.size(); i += kSummed) {
    for (std::size_t j = 0; j < kSummed; ++j) sums[j] += square(i + j);
  }
  for (std::size_t j = 0; i + j < vector.size(); ++j) sums[j] += square(i + j);
  return std::accumulate(sums.begin(), sums.end(), 0.0);
}

void scale_to_length_one(std::span<float> vector) {
  const double squares = sum_of_squares(vector);
  // Directions can cancel out, and then the first axis stands for them.
  if (squares == 0) vector.front() = 1;
  const auto factor = static_cast<float>(squares == 0 ? 1.0 : 1.0 / std::sqrt(squares));
  for (float& x : vector) x *= factor;
}

}  // namespace

void embed(std::string_view text, std::string_view model, std::span<float> vector) {
  std::fill(vector.begin(), vector.end(), 0.0F);
  Hash model_hash(0);
  model_hash.add(model);
  for (std::size_t i = 0; i < text.size();) {
    Hash word(model_hash.value());
    const std::size_t begin = i;
    for (; i < text.size() && is_word_byte(static_cast<unsigned char>(text[i])); ++i) {
      word.add(lower(static_cast<unsigned char>(text[i])));
    }
    if (i > begin) {
      add_direction(word.value(), weight_of(i - begin), vector);
    } else {
      ++i;
    }
  }
  Hash whole(~model_hash.value());
  whole.add(text);
  add_direction(whole.value(), kWholeTextWeight, vector);
  scale_to_length_one(vector);
}

}  // namespace oaisim
