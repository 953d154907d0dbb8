#include "common/stats/histogram_codec.h"

#include <doctest/doctest.h>
#include <zlib.h>

#include <cmath>
#include <limits>

#include "common/base/base64.h"
#include "common/base/random.h"

using namespace oaisim;

namespace {

constexpr std::int64_t kLargest = std::numeric_limits<std::int64_t>::max();

// What PyPI's hdrhistogram 0.10.8 writes for HdrHistogram(1, 10**12, 3) after these values; the
// other way round is in tests/conformance/test_load_reports.py.
constexpr std::int64_t kValues[] = {1, 5, 5, 5, 2047, 2048, 2049, 123'456'789, 987'654'321'000};

template <typename Histogram>
Histogram of(std::initializer_list<std::int64_t> values) {
  Histogram histogram;
  for (const auto value : values) histogram.record(value);
  return histogram;
}

template <typename Histogram>
void check_same(const Histogram& a, const Histogram& b) {
  CHECK(a.count() == b.count());
  CHECK(a.min() == b.min());
  CHECK(a.max() == b.max());
  CHECK(a.sum() == b.sum());
  for (int p = 0; p <= 1000; ++p) REQUIRE(a.percentile(p / 10.0) == b.percentile(p / 10.0));
}

template <typename Histogram>
typename Histogram::Exact exact(const Histogram& histogram) {
  return {.min = histogram.min(), .max = histogram.max(), .sum = histogram.sum()};
}

// A V2 text of any bytes behind the cookies.
std::string wrapped(const std::string& plain, bool right_length = true) {
  uLongf size = compressBound(plain.size());
  std::string small(size, '\0');
  compress(reinterpret_cast<Bytef*>(small.data()), &size, reinterpret_cast<const Bytef*>(plain.data()), plain.size());
  small.resize(size);
  std::string whole("\x1c\x84\x93\x14", 4);
  const auto length = size + (right_length ? 0 : 1);
  for (int shift = 24; shift >= 0; shift -= 8) whole.push_back(static_cast<char>(length >> shift));
  whole += small;
  std::string text;
  append_base64(std::as_bytes(std::span(whole)), text);
  return text;
}

std::string head(std::size_t counts, char digits = 3) {
  std::string plain("\x1c\x84\x93\x13", 4);
  for (int shift = 24; shift >= 0; shift -= 8) plain.push_back(static_cast<char>(counts >> shift));
  plain += std::string(4, '\0') + std::string(3, '\0') + digits;
  plain += std::string(7, '\0') + '\1' + std::string(6, '\0') + std::string("\x10\0", 2);
  return plain + std::string("\x3f\xf0\0\0\0\0\0\0", 8);
}

}  // namespace

TEST_CASE("what is encoded is decoded, with the exact extremes kept beside it") {
  Random random(7);
  for (int run = 0; run < 20; ++run) {
    HdrHistogram histogram;
    CompactHistogram compact;
    for (int i = 0; i < run * 100; ++i) {
      const auto value = static_cast<std::int64_t>(std::exp(random.uniform() * 30));
      histogram.record(value);
      compact.record(value);
    }
    const auto decoded = decode_histogram(encode_histogram(histogram), exact(histogram));
    REQUIRE(decoded.ok());
    check_same(*decoded, histogram);
    const auto small = decode_compact_histogram(encode_histogram(compact), exact(compact));
    REQUIRE(small.ok());
    check_same(*small, compact);
  }
}

TEST_CASE("the extremes of the type survive") {
  const auto histogram = of<HdrHistogram>({0, kLargest});
  const auto decoded = decode_histogram(encode_histogram(histogram), exact(histogram));
  REQUIRE(decoded.ok());
  check_same(*decoded, histogram);
}

TEST_CASE("the text of another library is read") {
  HdrHistogram expected;
  for (const auto value : kValues) expected.record(value);
  const auto decoded =
      decode_histogram("HISTFAAAADB4nJNpmSzMwMAgwAABzFCaEYhfXFkqwGD/ASrAxMr2UZ6JZfNfRqal5xmZAMh7CUk=", exact(expected));
  REQUIRE(decoded.ok());
  check_same(*decoded, expected);
}

TEST_CASE("without the exact extremes those of the buckets are taken") {
  const auto histogram = of<HdrHistogram>({1'000'001});
  const auto decoded = decode_histogram(encode_histogram(histogram));
  REQUIRE(decoded.ok());
  CHECK(decoded->min() == 1'000'000'000 / 1000 / 512 * 512);
  CHECK(decoded->max() == decoded->min() + 511);
  CHECK(decoded->mean() == doctest::Approx(1'000'001).epsilon(0.001));
}

TEST_CASE("what is no such text is refused by name") {
  const auto message = [](const std::string& text) {
    const auto decoded = decode_histogram(text);
    return decoded.ok() ? std::string("accepted") : decoded.error().message;
  };
  const auto says = [&](const std::string& text, const std::string& problem) {
    CAPTURE(message(text));
    CHECK(message(text).find(problem) != std::string::npos);
  };
  says("", "begins with something else");
  says("***", "not base64");
  says("AAAAAAAA", "begins with something else");
  says(std::string((1 << 20) + 1, 'A'), "longer than 1 MiB");
  says(wrapped("x", false), "wrong length");
  says("HISTFAAAAAR4nJNp", "does not decompress");
  says(wrapped("x"), "another version");
  says(wrapped(head(1)), "wrong length");
  says(wrapped(head(0, 2)), "another layout");
  says(wrapped(head(1) + "\xff"), "ends within a count");
  says(wrapped(std::string(10'000'000, '\0')), "does not decompress");  // a bomb
  says(wrapped(head(2) + "\xff\x7f"), "accepted");                      // 8,192 empty buckets
  says(wrapped(head(9) + std::string(9, '\xff')), "too many buckets");
  const std::string most("\xfe\xff\xff\xff\xff\xff\xff\xff\xff", 9);  // 2^63 - 1
  says(wrapped(head(9) + most), "accepted");
  says(wrapped(head(18) + most + most), "beyond 63 bits");
}

TEST_CASE("exact extremes that do not fit the buckets are refused") {
  const auto histogram = of<HdrHistogram>({1000, 2000});
  const auto text = encode_histogram(histogram);
  const auto with = [&](std::int64_t min, std::int64_t max, double sum) {
    return decode_histogram(text, HdrHistogram::Exact{.min = min, .max = max, .sum = sum}).ok();
  };
  CHECK(with(1000, 2000, 3000));
  CHECK_FALSE(with(999, 2000, 3000));
  CHECK_FALSE(with(1001, 2000, 3000));
  CHECK_FALSE(with(1000, 2001, 3000));
  CHECK_FALSE(with(-5, 2000, 3000));
  CHECK_FALSE(with(1000, kLargest, 3000));
  CHECK_FALSE(with(1000, 2000, std::nan("")));
  CHECK_FALSE(with(1000, 2000, -1));
}
