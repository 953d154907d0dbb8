#include "common/stats/hdr_histogram.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "common/base/random.h"

using namespace oaisim;

namespace {

// Values over twelve orders of magnitude, as latencies in nanoseconds are.
std::vector<std::int64_t> samples(std::uint64_t seed, std::size_t count) {
  Random random(seed);
  std::vector<std::int64_t> values(count);
  for (auto& value : values) value = static_cast<std::int64_t>(std::exp(random.uniform() * 27));
  return values;
}

HdrHistogram histogram_of(const std::vector<std::int64_t>& values) {
  HdrHistogram histogram;
  for (const auto value : values) histogram.record(value);
  return histogram;
}

// What a percentile promises, computed from the sorted samples.
std::int64_t exact_percentile(const std::vector<std::int64_t>& sorted, double percent) {
  const auto rank = static_cast<std::size_t>(std::ceil(percent / 100 * static_cast<double>(sorted.size()) - 1e-9));
  return sorted[std::max<std::size_t>(rank, 1) - 1];
}

}  // namespace

TEST_CASE("every percentile is the sorted sample's, rounded up by at most a thousandth") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    auto values = samples(seed, 1 + seed * 137);
    const auto histogram = histogram_of(values);
    std::sort(values.begin(), values.end());
    for (const double p : {0.0, 1.0, 10.0, 25.0, 50.0, 75.0, 90.0, 95.0, 99.0, 99.9, 99.99, 100.0}) {
      const auto exact = exact_percentile(values, p);
      const auto reported = histogram.percentile(p);
      CAPTURE(seed);
      CAPTURE(p);
      REQUIRE(reported >= exact);
      REQUIRE(static_cast<double>(reported) <= static_cast<double>(exact) * (1 + 1.0 / 1024));
    }
  }
}

TEST_CASE("minimum, maximum, count and mean are exact and the deviation is within a thousandth") {
  const auto values = samples(3, 5000);
  const auto histogram = histogram_of(values);
  double sum = 0, squares = 0;
  for (const auto value : values) sum += static_cast<double>(value);
  const double mean = sum / 5000;
  for (const auto value : values) squares += (static_cast<double>(value) - mean) * (static_cast<double>(value) - mean);
  CHECK(histogram.count() == 5000);
  CHECK(histogram.min() == *std::min_element(values.begin(), values.end()));
  CHECK(histogram.max() == *std::max_element(values.begin(), values.end()));
  CHECK(histogram.mean() == doctest::Approx(mean).epsilon(1e-12));
  CHECK(histogram.standard_deviation() == doctest::Approx(std::sqrt(squares / 5000)).epsilon(1e-3));
}

TEST_CASE("merging is the same as recording everything into one") {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    auto values = samples(seed, 400);
    const auto more = samples(seed + 100, seed * 50);
    auto merged = histogram_of(values);
    merged.merge(histogram_of(more));
    values.insert(values.end(), more.begin(), more.end());
    const auto together = histogram_of(values);
    REQUIRE(merged.count() == together.count());
    REQUIRE(merged.min() == together.min());
    REQUIRE(merged.max() == together.max());
    REQUIRE(merged.mean() == doctest::Approx(together.mean()).epsilon(1e-12));
    REQUIRE(merged.standard_deviation() == doctest::Approx(together.standard_deviation()).epsilon(1e-12));
    for (int p = 0; p <= 100; ++p) REQUIRE(merged.percentile(p) == together.percentile(p));
  }
}

TEST_CASE("an empty histogram is all zeros, also merged into and out of") {
  HdrHistogram empty;
  CHECK(empty.empty());
  CHECK(empty.percentile(50) == 0);
  CHECK(empty.mean() == 0);
  CHECK(empty.min() == 0);
  CHECK(empty.max() == 0);
  CHECK(empty.standard_deviation() == 0);
  auto one = histogram_of({7});
  one.merge(empty);
  empty.merge(one);
  CHECK(one.min() == 7);
  CHECK(empty.min() == 7);
  CHECK(empty.count() == 1);
}

TEST_CASE("the extremes of the type are recorded and a negative value counts as zero") {
  HdrHistogram histogram;
  histogram.record(std::numeric_limits<std::int64_t>::max());
  histogram.record(-5);
  CHECK(histogram.max() == std::numeric_limits<std::int64_t>::max());
  CHECK(histogram.percentile(100) == std::numeric_limits<std::int64_t>::max());
  CHECK(histogram.min() == 0);
  CHECK(histogram.percentile(50) == 0);
}

TEST_CASE("the parts of a range count every value once") {
  auto values = samples(5, 3000);
  const auto histogram = histogram_of(values);
  std::uint64_t counted = 0;
  const std::int64_t width = histogram.max() / 7 + 1;
  for (std::int64_t low = 0; low <= histogram.max(); low += width) counted += histogram.count_between(low, low + width);
  CHECK(counted + histogram.count_between(7 * width, std::numeric_limits<std::int64_t>::max()) >= 3000 - 1);
  CHECK(histogram.count_between(5, 5) == 0);
  const auto small = histogram_of({1, 2, 3, 4});
  CHECK(small.count_between(2, 4) == 2);
}
