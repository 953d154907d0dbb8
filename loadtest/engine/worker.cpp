#include "loadtest/engine/worker.h"

#include <sys/resource.h>

#include <exception>

#include "loadtest/engine/open_loop.h"
#include "loadtest/engine/users.h"

namespace oaisim::loadtest {
namespace {

constexpr std::chrono::milliseconds kWatchPeriod{10};  // real time
constexpr int kFlushEvery = 100;                       // periods

// The part of `total` that falls to `index` of `count`.
std::int64_t share(std::int64_t total, int index, int count) { return total / count + (index < total % count ? 1 : 0); }

std::optional<std::int64_t> request_share(const LoadPlan& load, int index, int count) {
  if (!load.requests) return std::nullopt;
  return share(*load.requests, index, count);
}

std::unique_ptr<Load> make_load(RequestRunner& runner, int index, std::unique_ptr<Arrivals> arrivals) {
  const int count = runner.context().workers;
  if (!arrivals) return std::make_unique<Users>(runner, index, count);
  return std::make_unique<OpenLoop>(runner, std::move(arrivals),
                                    share(runner.plan().load.max_connections, index, count));
}

double thread_cpu_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_THREAD, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

}  // namespace

Worker::Worker(const RunContext& context, int index, std::unique_ptr<Arrivals> arrivals)
    : context_(context),
      runner_(io_, context, index, request_share(context.plan.load, index, context.workers)),
      load_(make_load(runner_, index, std::move(arrivals))),
      services_(io_),
      watch_timer_(io_) {}

void Worker::run() {
  const TimePoint real_begin = context_.clock.real_time_of(context_.clock.now());
  try {
    services_.spawn(main());
    io_.run();
  } catch (const std::exception& problem) {
    failure_ = problem.what();
  }
  runner_.rows().flush();
  measure_cores(real_begin);
}

void Worker::measure_cores(TimePoint real_begin) {
  const double elapsed = to_seconds(context_.clock.real_time_of(context_.clock.now()) - real_begin);
  if (elapsed <= 0) return;
  auto& health = runner_.statistics().health();
  health.busiest_core = health.cores_busy = thread_cpu_seconds() / elapsed;
}

asio::awaitable<void> Worker::main() {
  services_.spawn(runner_.deadlines().run());
  services_.spawn(watch());
  co_await load_->run();
  over_ = true;
  runner_.deadlines().stop();
  watch_timer_.cancel();
}

// Measures how late the loop wakes up, and writes the log's rows out once a second.
asio::awaitable<void> Worker::watch() {
  for (int period = 1; !over_; ++period) {
    error_code ec;
    watch_timer_.expires_after(kWatchPeriod);
    co_await watch_timer_.async_wait(asio::redirect_error(asio::use_awaitable, ec));
    if (ec) continue;
    const TimePoint now = context_.clock.now();
    if (runner_.is_measured(now)) {
      const Duration lag = context_.clock.real_time_of(now) - watch_timer_.expiry();
      runner_.statistics().health().event_loop_lag.record(lag.count());
    }
    if (period % kFlushEvery == 0) runner_.rows().flush();
  }
}

void Worker::stop(TimePoint now) {
  asio::post(io_, [this, now] {
    runner_.stop_condition().stop();
    runner_.statistics().end_steady_window(now);
    load_->wake();
  });
}

void Worker::abandon() {
  stop(context_.clock.now());
  asio::post(io_, [this] { runner_.deadlines().close_all(); });
}

}  // namespace oaisim::loadtest
