#include "loadtest/schedule/arrivals.h"

namespace oaisim::loadtest {
namespace {

std::unique_ptr<PointProcess> make_process(const LoadPlan& load) {
  std::unique_ptr<PointProcess> process;
  if (load.arrivals == ArrivalKind::gamma) {
    process = std::make_unique<GammaProcess>(load.burstiness, Random(load.seed));
  } else if (load.arrivals == ArrivalKind::poisson) {
    process = std::make_unique<PoissonProcess>(Random(load.seed));
  } else {
    process = std::make_unique<ConstantProcess>();
  }
  if (load.burst <= 1) return process;
  return std::make_unique<Bursts>(std::move(process), load.burst);
}

}  // namespace

std::optional<Arrival> ProfiledArrivals::next() {
  const auto moment = profile_.moment_of(process_->next());
  if (!moment) return std::nullopt;
  return Arrival{.due = start_ + *moment, .number = number_++};
}

std::optional<Arrival> TraceArrivals::next() {
  const auto row = trace_.next();
  if (!row || !*row) return std::nullopt;
  return Arrival{.due = start_ + from_seconds(to_seconds((*row)->since_first) / scale_),
                 .number = number_++,
                 .prompt_tokens = (*row)->prompt_tokens,
                 .output_tokens = (*row)->output_tokens};
}

std::optional<Arrival> ArrivalShare::next() {
  for (; skip_ > 0; --skip_) {
    if (!all_->next()) return std::nullopt;
  }
  skip_ = count_ - 1;
  return all_->next();
}

Result<std::unique_ptr<Arrivals>> make_arrivals(const LoadPlan& load, TimePoint start, int index, int count) {
  std::unique_ptr<Arrivals> all;
  if (load.arrivals == ArrivalKind::trace) {
    auto trace = TraceFile::open(load.trace.path, load.trace.format);
    if (!trace) return trace.error();
    all = std::make_unique<TraceArrivals>(start, std::move(*trace), load.trace.scale);
  } else {
    all = std::make_unique<ProfiledArrivals>(start, LevelProfile(load.levels()), make_process(load));
  }
  return std::unique_ptr<Arrivals>(std::make_unique<ArrivalShare>(std::move(all), index, count));
}

}  // namespace oaisim::loadtest
