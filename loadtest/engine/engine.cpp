#include "loadtest/engine/engine.h"

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <memory>
#include <thread>

#include "loadtest/client/chat_request.h"
#include "loadtest/datasets/prompts.h"
#include "loadtest/engine/open_files.h"
#include "loadtest/engine/worker.h"

namespace oaisim::loadtest {
namespace {

constexpr std::chrono::milliseconds kThreadStart{5};  // real time until the workers are ready

Result<tcp::endpoint> resolve(const HttpUrl& url) {
  asio::io_context io;
  tcp::resolver resolver(io);
  error_code ec;
  const auto found = resolver.resolve(url.host, url.port, ec);
  if (ec || found.empty()) {
    return Error{ErrorCode::io, "--url: cannot find the address of '" + url.host + "': " + ec.message()};
  }
  if (found.size() == 1) return found.begin()->endpoint();
  // `localhost` has two addresses and a server may listen on one of them only.
  for (const auto& entry : found) {
    tcp::socket socket(io);
    socket.connect(entry.endpoint(), ec);
    if (!ec) return entry.endpoint();
  }
  return found.begin()->endpoint();
}

std::vector<std::string> requests_of(const RunPlan& plan) {
  const Prompts prompts(plan.chat.prompts);
  std::vector<std::string> requests;
  for (std::size_t i = 0; i < prompts.size(); ++i)
    requests.push_back(chat_request(plan.target, plan.chat, prompts.at(i)));
  return requests;
}

// The workers of a run and what the calling thread does meanwhile: signals, progress, the end of the drain.
class Crew {
 public:
  Crew(const RunContext& context, int count)
      : context_(context), timer_(io_), deadline_(io_), signals_(io_, SIGINT, SIGTERM) {
    for (int i = 0; i < count; ++i) workers_.push_back(std::make_unique<Worker>(context, i, count));
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
      if (interrupted_) ::_exit(130);
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
  result.plan.target.key.clear();
  TimePoint end = context.start;
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
    result.steady_length = std::max(result.steady_length, part.steady_length());
  }
  result.length = end - context.start;
  return result;
}

}  // namespace

Result<RunResult> Engine::run(std::function<void(const Progress&)> on_progress) {
  if (auto status = allow_connections(plan_.load.connections()); !status) return status.error();
  const auto endpoint = resolve(plan_.target.url);
  if (!endpoint) return endpoint.error();
  RequestLog log;
  if (!plan_.csv_path.empty()) {
    if (auto status = log.open(plan_.csv_path); !status) return status.error();
  }
  if (!plan_.spool_path.empty()) log.open_if_possible(plan_.spool_path);
  const auto workers = std::clamp<std::int64_t>(plan_.threads, 1, std::max<std::int64_t>(1, plan_.load.connections()));
  const TimePoint now = clock_.now();
  const Duration start_delay(
      static_cast<Duration::rep>(static_cast<double>(Duration(kThreadStart).count()) * plan_.time_scale));
  const RunContext context{plan_, clock_, log, *endpoint, requests_of(plan_), now + start_delay};
  const auto started_unix = clock_.unix_seconds();

  Crew crew(context, static_cast<int>(workers));
  crew.run(on_progress);

  for (auto& worker : crew.workers()) {
    if (!worker->failure().empty()) return Error{ErrorCode::io, "a worker failed: " + worker->failure()};
  }
  RunResult result = merged(context, crew.workers());
  result.lost_rows = log.lost_rows();
  result.started_unix = started_unix;
  result.interrupted = crew.interrupted();
  result.verdict = judge_client(result);
  result.thresholds = check_thresholds(result);
  return result;
}

}  // namespace oaisim::loadtest
