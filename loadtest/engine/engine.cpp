#include "loadtest/engine/engine.h"

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <memory>
#include <thread>

#include "loadtest/client/request_source.h"
#include "loadtest/datasets/dataset.h"
#include "loadtest/engine/local_ports.h"
#include "loadtest/engine/open_files.h"
#include "loadtest/engine/worker.h"

namespace oaisim::loadtest {
namespace {

constexpr std::chrono::milliseconds kThreadStart{5};  // real time until the workers are ready

using ArrivalShares = std::vector<std::unique_ptr<Arrivals>>;

// One for each worker; null ones when the load comes from users.
Result<ArrivalShares> share_arrivals(const LoadPlan& load, TimePoint start, int workers) {
  ArrivalShares shares(static_cast<std::size_t>(workers));
  if (load.shape != LoadShape::open_loop) return shares;
  for (int i = 0; i < workers; ++i) {
    auto share = make_arrivals(load, start, i, workers);
    if (!share) return Error{share.error().code, "--trace: " + share.error().message};
    shares[static_cast<std::size_t>(i)] = std::move(*share);
  }
  return shares;
}

// The workers of a run and what the calling thread does meanwhile: signals, progress, the end of the drain.
class Crew {
 public:
  Crew(const RunContext& context, ArrivalShares arrivals)
      : context_(context), timer_(io_), deadline_(io_), signals_(io_, SIGINT, SIGTERM) {
    for (int i = 0; i < context.workers; ++i) {
      workers_.push_back(std::make_unique<Worker>(context, i, std::move(arrivals[static_cast<std::size_t>(i)])));
    }
  }

  // Returns when all workers have ended.
  void run(const std::function<void(const Progress&)>& on_progress) {
    await_signal();
    await_drain();
    await_progress(on_progress);
    running_ = workers_.size();
    std::vector<std::jthread> threads;
    for (auto& worker : workers_) {
      threads.emplace_back([this, &worker] {
        worker->run();
        asio::post(io_, [this] { worker_ended(); });
      });
    }
    io_.run();
    if (on_progress) on_progress(progress());
  }

  bool interrupted() const { return interrupted_; }
  std::vector<std::unique_ptr<Worker>>& workers() { return workers_; }

 private:
  void worker_ended() {
    if (--running_ > 0) return;
    timer_.cancel();
    deadline_.cancel();
    signals_.cancel();
  }

  void await_signal() {
    signals_.async_wait([this](error_code ec, int) {
      if (ec) return;
      const TimePoint now = context_.clock.real_now();
      if (!interrupted_) {
        interrupted_at_ = now;
      } else if (now - interrupted_at_ > Engine::kOneInterrupt) {
        ::_exit(130);
      }
      interrupted_ = true;
      for (auto& worker : workers_) worker->stop();
      deadline_.expires_after(Engine::kInterruptGrace);
      abandon_at_deadline();
      await_signal();
    });
  }

  void await_drain() {
    if (!context_.plan.load.duration) return;
    deadline_.expires_at(
        context_.clock.real_time_of(context_.start + *context_.plan.load.duration + context_.plan.timeouts.drain));
    abandon_at_deadline();
  }

  void abandon_at_deadline() {
    deadline_.async_wait([this](error_code ec) {
      if (ec) return;
      for (auto& worker : workers_) worker->abandon();
    });
  }

  void await_progress(const std::function<void(const Progress&)>& on_progress) {
    if (!on_progress) return;
    timer_.expires_after(Engine::kProgressPeriod);
    timer_.async_wait([this, &on_progress](error_code ec) {
      if (ec || running_ == 0) return;
      on_progress(progress());
      await_progress(on_progress);
    });
  }

  Progress progress() const {
    Progress sum{.elapsed = context_.clock.now() - context_.start};
    for (const auto& worker : workers_) {
      const auto& part = worker->progress();
      sum.finished += part.finished.load(std::memory_order_relaxed);
      sum.succeeded += part.succeeded.load(std::memory_order_relaxed);
      sum.limited += part.limited.load(std::memory_order_relaxed);
      sum.failed += part.failed.load(std::memory_order_relaxed);
      sum.in_flight += part.in_flight.load(std::memory_order_relaxed);
    }
    return sum;
  }

  const RunContext& context_;
  asio::io_context io_;
  asio::steady_timer timer_;
  asio::steady_timer deadline_;
  asio::signal_set signals_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::size_t running_ = 0;
  bool interrupted_ = false;
  TimePoint interrupted_at_{};  // real
};

void merge_minutes(std::vector<MinuteCounts>& into, const std::vector<MinuteCounts>& from) {
  if (from.size() > into.size()) into.resize(from.size());
  for (std::size_t i = 0; i < from.size(); ++i) {
    into[i].admitted += from[i].admitted;
    into[i].limited_for_requests += from[i].limited_for_requests;
    into[i].limited_for_tokens += from[i].limited_for_tokens;
    into[i].others += from[i].others;
  }
}

RunResult merged(const RunContext& context, std::vector<std::unique_ptr<Worker>>& workers) {
  RunResult result;
  result.plan = context.plan;
  result.plan.target.forget_secrets();
  TimePoint end = context.start;
  ErrorSamples errors;
  for (auto& worker : workers) end = std::max(end, worker->statistics().last_finish());
  for (auto& worker : workers) {
    auto& part = worker->statistics();
    if (worker->used_up()) part.end_steady_window(end);
    result.latencies.merge(part.latencies());
    result.measured.merge(part.measured());
    result.whole_run.merge(part.whole_run());
    result.steady += part.steady();
    merge_minutes(result.minutes, part.minutes());
    result.client.merge(part.health());
    errors.merge(worker->errors());
    result.steady_length = std::max(result.steady_length, part.steady_length());
  }
  result.errors = errors.list();
  result.length = end - context.start;
  return result;
}

}  // namespace

Result<RequestSource> open_requests(const RunPlan& plan) {
  const bool needed = plan.target.api != Api::http || (plan.dataset.file && !plan.request.body);
  if (!needed) return RequestSource::make(plan, nullptr);
  auto dataset = open_dataset(plan.dataset);
  if (!dataset) return dataset.error();
  return RequestSource::make(plan, std::move(*dataset));
}

Result<RunResult> Engine::run(std::function<void(const Progress&)> on_progress) {
  if (auto status = allow_connections(plan_.load.connections()); !status) return status.error();
  const auto requests = open_requests(plan_);
  if (!requests) return requests.error();
  const auto address = find_server(plan_.target.url, plan_.target.tls);
  if (!address) return address.error();
  auto sources = source_addresses(plan_.send.source_addresses, address->endpoint);
  if (!sources) return sources.error();
  if (auto status = check_local_ports(plan_.load.connections(), sources->size(), local_port_range()); !status) {
    return status.error();
  }
  RequestLog log;
  if (!plan_.output.csv_path.empty()) {
    if (auto status = log.open(plan_.output.csv_path); !status) return status.error();
  }
  const auto workers = std::clamp<std::int64_t>(plan_.threads, 1, std::max<std::int64_t>(1, plan_.load.connections()));
  const TimePoint now = clock_.now();
  const Duration start_delay(
      static_cast<Duration::rep>(static_cast<double>(Duration(kThreadStart).count()) * plan_.time_scale));
  const TimePoint start = now + start_delay;
  auto arrivals = share_arrivals(plan_.load, start, static_cast<int>(workers));
  if (!arrivals) return arrivals.error();
  Concurrency concurrency(plan_.load, start);
  SendLimiter limiter(plan_.send.requests_per_minute, plan_.send.tokens_per_minute);
  const bool limited = plan_.send.requests_per_minute || plan_.send.tokens_per_minute;
  const RunContext context{.plan = plan_,
                           .clock = clock_,
                           .log = log,
                           .address = *address,
                           .requests = *requests,
                           .workers = static_cast<int>(workers),
                           .start = start,
                           .concurrency = concurrency,
                           .limiter = limited ? &limiter : nullptr,
                           .sources = std::move(*sources)};
  const auto started_unix = clock_.unix_seconds();

  Crew crew(context, std::move(*arrivals));
  crew.run(on_progress);

  std::uint64_t lost = 0;
  for (auto& worker : crew.workers()) {
    if (!worker->failure().empty()) return Error{ErrorCode::io, "a worker failed: " + worker->failure()};
    lost += worker->rows().lost();
  }
  if (lost > 0)
    return Error{ErrorCode::io, "--csv: " + std::to_string(lost) + " rows could not be written; is the disk full?"};
  RunResult result = merged(context, crew.workers());
  result.started_unix = started_unix;
  result.interrupted = crew.interrupted();
  result.verdict = judge_client(result);
  result.thresholds = check_thresholds(result);
  return result;
}

}  // namespace oaisim::loadtest
