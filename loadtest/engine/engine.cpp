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
#include "loadtest/results/findings.h"
#include "loadtest/results/merge.h"
#include "loadtest/results/threshold_values.h"

namespace oaisim::loadtest {
namespace {

constexpr std::chrono::milliseconds kThreadStart{5};  // real time until the workers are ready

Duration scaled(Duration real, double time_scale) {
  return Duration(static_cast<Duration::rep>(static_cast<double>(real.count()) * time_scale));
}

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
  const Prompts prompts(plan.request.prompts);
  std::vector<std::string> requests;
  for (std::size_t i = 0; i < prompts.size(); ++i)
    requests.push_back(chat_request(plan.target, plan.request, prompts.at(i)));
  return requests;
}

// The workers of a run and what the calling thread does meanwhile: signals, progress, the end of the drain.
class Crew {
 public:
  Crew(const RunContext& context, int count)
      : context_(context),
        timer_(io_),
        deadline_(io_),
        signals_(io_, SIGINT, SIGTERM),
        workers_(make_workers(context, count)),
        sampler_(live_figures(workers_), scaled(Engine::kRecentPeriod, context.plan.time_scale)) {}

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

  Progress progress() { return sampler_.sample(context_.clock.now() - context_.start); }

  static std::vector<const LiveFigures*> live_figures(const std::vector<std::unique_ptr<Worker>>& workers) {
    std::vector<const LiveFigures*> figures;
    for (const auto& worker : workers) figures.push_back(&worker->progress());
    return figures;
  }

  static std::vector<std::unique_ptr<Worker>> make_workers(const RunContext& context, int count) {
    std::vector<std::unique_ptr<Worker>> workers;
    for (int i = 0; i < count; ++i) workers.push_back(std::make_unique<Worker>(context, i, count));
    return workers;
  }

  const RunContext& context_;
  asio::io_context io_;
  asio::steady_timer timer_;
  asio::steady_timer deadline_;
  asio::signal_set signals_;
  std::vector<std::unique_ptr<Worker>> workers_;
  ProgressSampler sampler_;
  std::size_t running_ = 0;
  bool interrupted_ = false;
};

RunResult merged(const RunContext& context, std::vector<std::unique_ptr<Worker>>& workers) {
  TimePoint end = context.start;
  std::vector<WorkerStatistics*> parts;
  for (auto& worker : workers) {
    end = std::max(end, worker->statistics().last_finish());
    parts.push_back(&worker->statistics());
  }
  for (auto& worker : workers) {
    if (worker->used_up()) worker->statistics().end_steady_window(end);
  }
  return merged(context.plan, context.start, end, parts);
}

}  // namespace

Result<RunResult> Engine::run(std::function<void(const Progress&)> on_progress) {
  if (auto status = allow_connections(plan_.load.connections()); !status) return status.error();
  const auto endpoint = resolve(plan_.target.url);
  if (!endpoint) return endpoint.error();
  RequestLog log;
  if (auto status = log.open(plan_.output); !status) return status.error();
  const auto workers = std::clamp<std::int64_t>(plan_.threads, 1, std::max<std::int64_t>(1, plan_.load.connections()));
  const TimePoint now = clock_.now();
  const Duration start_delay = scaled(kThreadStart, plan_.time_scale);
  const RunContext context{plan_, clock_, log, *endpoint, requests_of(plan_), now + start_delay};
  const auto started_unix = clock_.unix_seconds();

  Crew crew(context, static_cast<int>(workers));
  crew.run(on_progress);

  std::uint64_t lost = 0;
  for (auto& worker : crew.workers()) {
    if (!worker->failure().empty()) return Error{ErrorCode::io, "a worker failed: " + worker->failure()};
    lost += worker->rows().lost();
  }
  if (lost > 0)
    return Error{ErrorCode::io,
                 std::to_string(lost) + " rows of --csv or --jsonl could not be written; is the disk full?"};
  RunResult result = merged(context, crew.workers());
  result.id = plan_.output.run_id.empty() ? new_run_id(started_unix) : plan_.output.run_id;
  result.started_unix = started_unix;
  result.interrupted = crew.interrupted();
  result.verdict = judge_client(result);
  result.thresholds = check_thresholds(result);
  result.findings = findings_of(result);
  return result;
}

}  // namespace oaisim::loadtest
