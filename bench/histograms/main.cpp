// What it takes to merge 1,000 histograms of latencies, as one line of JSON:
//
//   {"histograms":1000,"values":10000000,"megabytes":189.0,"merge_ms":..,"decode_ms":..}
//
// Each has 10,000 latencies, as many in every power of two from 10 us to a minute: more buckets than a run of a server
// that is fast or slow would fill.  They are merged from memory that no cache holds any more.  decode_ms is what
// reading them takes besides, in the text form of a run's JSON.  The percentiles of the whole must be those of all
// values.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "common/base/random.h"
#include "common/stats/hdr_histogram.h"
#include "common/stats/histogram_codec.h"

using namespace oaisim;

namespace {

constexpr int kHistograms = 1000;
constexpr int kValues = 10'000;
constexpr double kShortest = 10e3;  // nanoseconds
constexpr double kLongest = 60e9;
constexpr int kRounds = 5;

void expect(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "bench-histograms: %s\n", what);
  std::exit(1);
}

template <typename Work>
double milliseconds_of(Work work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

void expect_same(const HdrHistogram& merged, const HdrHistogram& all) {
  expect(merged.count() == all.count() && merged.min() == all.min() && merged.max() == all.max(),
         "the merged histogram has other values");
  for (const double percent : {50.0, 90.0, 99.0, 99.9}) {
    expect(merged.percentile(percent) == all.percentile(percent), "the merged histogram has other percentiles");
  }
}

}  // namespace

int main() {
  Random random(1);
  std::vector<HdrHistogram> histograms(kHistograms);
  HdrHistogram all;
  for (auto& histogram : histograms) {
    for (int i = 0; i < kValues; ++i) {
      const double value = kShortest * std::pow(kLongest / kShortest, random.uniform());
      histogram.record(static_cast<std::int64_t>(value));
      all.record(static_cast<std::int64_t>(value));
    }
  }
  double megabytes = 0;
  std::vector<std::string> texts;
  for (const auto& histogram : histograms) {
    megabytes += static_cast<double>((histogram.end_bucket() - histogram.first_bucket()) * sizeof(std::uint64_t)) / 1e6;
    texts.push_back(encode_histogram(histogram));
  }

  double merge_ms = 0;  // of the slowest round
  for (int round = 0; round < kRounds; ++round) {
    HdrHistogram merged;
    merge_ms = std::max(merge_ms, milliseconds_of([&] {
                          for (const auto& histogram : histograms) merged.merge(histogram);
                        }));
    expect_same(merged, all);
  }
  const double decode_ms = milliseconds_of([&] {
    for (const auto& text : texts) expect(decode_histogram(text).ok(), "a text could not be read");
  });
  std::printf("{\"histograms\":%d,\"values\":%llu,\"megabytes\":%.1f,\"merge_ms\":%.3f,\"decode_ms\":%.1f}\n",
              kHistograms, static_cast<unsigned long long>(all.count()), megabytes, merge_ms, decode_ms);
  return 0;
}
