#include "loadtest/results/progress.h"

#include <algorithm>

namespace oaisim::loadtest {

std::uint64_t Progress::failed() const {
  std::uint64_t sum = 0;
  for (std::size_t i = kFirstFailure; i < kEndOfFailures; ++i) sum += by_outcome[i];
  return sum - limited();
}

std::vector<std::pair<std::string_view, std::uint64_t>> failing_classes(const Progress& progress) {
  std::vector<std::pair<std::string_view, std::uint64_t>> classes;
  for (std::size_t i = kFirstFailure; i < kEndOfFailures; ++i) {
    const bool counts = progress.by_outcome[i] > 0 && static_cast<Outcome>(i) != Outcome::rate_limited;
    if (counts) classes.emplace_back(kOutcomeNames[i], progress.by_outcome[i]);
  }
  std::stable_sort(classes.begin(), classes.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  return classes;
}

void ProgressSampler::renew(Recent& recent, LiveFigures::Buckets LiveFigures::*buckets) const {
  std::vector<std::uint64_t> now(CompactHistogram::kMaxBuckets);
  for (const LiveFigures* worker : workers_) {
    for (std::size_t i = 0; i < now.size(); ++i) now[i] += (worker->*buckets)[i].get();
  }
  recent.seen.resize(now.size());
  std::vector<std::uint64_t> since(now.size());
  for (std::size_t i = 0; i < now.size(); ++i) since[i] = now[i] - recent.seen[i];
  recent.seen = std::move(now);
  recent.histogram = CompactHistogram::restored(since, {}).value_or(CompactHistogram{});
}

Progress ProgressSampler::sample(Duration elapsed) {
  if (elapsed - renewed_ >= period_) {
    renew(ttft_, &LiveFigures::ttft);
    renew(e2e_, &LiveFigures::e2e);
    renewed_ = elapsed;
  }
  Progress sum{.elapsed = elapsed, .ttft = ttft_.histogram, .e2e = e2e_.histogram};
  for (const LiveFigures* worker : workers_) {
    sum.offered += worker->offered.get();
    for (std::size_t i = 0; i < kOutcomes; ++i) sum.by_outcome[i] += worker->by_outcome[i].get();
    sum.output_tokens += worker->output_tokens.get();
    sum.in_flight += worker->in_flight.get();
  }
  return sum;
}

}  // namespace oaisim::loadtest
