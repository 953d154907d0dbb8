#include "loadtest/report/hgrm.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace oaisim::loadtest {
namespace {

constexpr double kTicksPerHalfDistance = 5;

double ms(std::int64_t nanoseconds) { return static_cast<double>(nanoseconds) / 1e6; }

template <typename... Arguments>
void print(std::ostream& out, const char* format, Arguments... arguments) {
  char line[160];
  std::snprintf(line, sizeof line, format, arguments...);
  out << line;
}

// The percentile after `level`: a step is a fifth of what is left to the next halving.
double next_level(double level) {
  const double halvings = std::floor(std::log2(100 / (100 - level))) + 1;
  return level + 100 / (kTicksPerHalfDistance * std::pow(2, halvings));
}

// A line for each percentile that a bucket reaches; the last bucket has one and then that of all values.
void write_distribution(const HdrHistogram& histogram, std::ostream& out) {
  print(out, "%12s %14s %10s %14s\n\n", "Value", "Percentile", "TotalCount", "1/(1-Percentile)");
  double level = 0;
  std::uint64_t seen = 0;
  for (auto bucket = histogram.first_bucket(); bucket < histogram.end_bucket(); ++bucket) {
    if (histogram.count_at(bucket) == 0) continue;
    seen += histogram.count_at(bucket);
    const double reached = 100.0 * static_cast<double>(seen) / static_cast<double>(histogram.count());
    const double value = ms(std::min(HdrHistogram::highest_of(bucket), histogram.max()));
    for (; level <= reached; level = next_level(level)) {
      print(out, "%12.3f %2.12f %10llu %14.2f\n", value, level / 100, static_cast<unsigned long long>(seen),
            100 / (100 - level));
      if (seen == histogram.count()) break;
    }
  }
  if (seen > 0) {
    print(out, "%12.3f %2.12f %10llu\n", ms(histogram.max()), 1.0, static_cast<unsigned long long>(seen));
  }
}

void report(const HdrHistogram& histogram, std::ostream& out) {
  write_distribution(histogram, out);
  print(out, "#[Mean    = %12.3f, StdDeviation   = %12.3f]\n", histogram.mean() / 1e6,
        histogram.standard_deviation() / 1e6);
  print(out, "#[Max     = %12.3f, Total count    = %12llu]\n", ms(histogram.max()),
        static_cast<unsigned long long>(histogram.count()));
  print(out, "#[Buckets = %12zu, SubBuckets     = %12d]\n",
        histogram.end_bucket() / (std::size_t{1} << (HdrHistogram::kLinearBits - 1)), 1 << HdrHistogram::kLinearBits);
}

}  // namespace

void report_e2e_hgrm(const RunResult& result, std::ostream& out) { report(result.latencies.e2e.from_intended, out); }
void report_ttft_hgrm(const RunResult& result, std::ostream& out) { report(result.latencies.ttft.from_intended, out); }

}  // namespace oaisim::loadtest
