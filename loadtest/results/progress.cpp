#include "loadtest/results/progress.h"

namespace oaisim::loadtest {

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
    sum.succeeded += worker->succeeded.get();
    sum.limited += worker->limited.get();
    sum.failed += worker->failed.get();
    sum.output_tokens += worker->output_tokens.get();
    sum.in_flight += worker->in_flight.get();
  }
  sum.finished = sum.succeeded + sum.limited + sum.failed;
  return sum;
}

}  // namespace oaisim::loadtest
