#include "loadtest/engine/engine.h"

#include <algorithm>
#include <memory>
#include <thread>

#include "loadtest/client/request_source.h"
#include "loadtest/datasets/dataset.h"
#include "loadtest/engine/local_ports.h"
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
  Crew(const RunContext& context, const RunObserver& observer, ArrivalShares arrivals)
      : context_(context),
        observer_(observer),
        timer_(io_),
        deadline_(io_),
        unfinished_(io_.get_executor()),
        workers_(make_workers(context, std::move(arrivals))),
        sampler_(live_figures(workers_), scaled(Engine::kRecentPeriod, context.plan.time_scale)) {}

  ~Crew() {
    if (observer_.interrupts != nullptr) observer_.interrupts->listen({});
  }
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  // Returns when all workers have ended.
  void run() {
    await_signal();
    await_drain();
    await_progress();
    running_ = workers_.size();
    std::vector<std::jthread> threads;
    for (auto& worker : workers_) {
      threads.emplace_back([this, &worker] {
        worker->run();
        asio::post(io_, [this] { worker_ended(); });
      });
    }
    io_.run();
    if (observer_.on_progress) observer_.on_progress(progress());
  }

  bool interrupted() const { return interrupted_; }
  std::vector<std::unique_ptr<Worker>>& workers() { return workers_; }

 private:
  void worker_ended() {
    if (--running_ > 0) return;
    timer_.cancel();
    deadline_.cancel();
    unfinished_.reset();
  }

  // They come on a thread of their own.
  void await_signal() {
    if (observer_.interrupts == nullptr) return;
    observer_.interrupts->listen([this](int count) { asio::post(io_, [this, count] { interrupt(count); }); });
  }

  void interrupt(int count) {
    if (running_ == 0) return;
    interrupted_ = true;
    if (count > 1) return abandon();
    const TimePoint now = context_.clock.now();
    for (auto& worker : workers_) worker->stop(now);
    const Duration drain =
        context_.clock.real_time_of(now + context_.plan.timeouts.drain) - context_.clock.real_time_of(now);
    const Duration patience = std::min<Duration>(Engine::kInterruptGrace, drain);
    deadline_.expires_after(patience);
    abandon_at_deadline();
    if (observer_.on_stopping) observer_.on_stopping(progress().in_flight, patience);
  }

  void await_drain() {
    if (!context_.plan.load.duration) return;
    deadline_.expires_at(
        context_.clock.real_time_of(context_.start + *context_.plan.load.duration + context_.plan.timeouts.drain));
    abandon_at_deadline();
  }

  void abandon_at_deadline() {
    deadline_.async_wait([this](error_code ec) {
      if (!ec) abandon();
    });
  }

  void abandon() {
    for (auto& worker : workers_) worker->abandon();
  }

  void await_progress() {
    if (!observer_.on_progress) return;
    timer_.expires_after(Engine::kProgressPeriod);
    timer_.async_wait([this](error_code ec) {
      if (ec || running_ == 0) return;
      observer_.on_progress(progress());
      await_progress();
    });
  }

  Progress progress() { return sampler_.sample(context_.clock.now() - context_.start); }

  static std::vector<const LiveFigures*> live_figures(const std::vector<std::unique_ptr<Worker>>& workers) {
    std::vector<const LiveFigures*> figures;
    figures.reserve(workers.size());
    for (const auto& worker : workers) figures.push_back(&worker->progress());
    return figures;
  }

  static std::vector<std::unique_ptr<Worker>> make_workers(const RunContext& context, ArrivalShares arrivals) {
    std::vector<std::unique_ptr<Worker>> workers;
    workers.reserve(static_cast<std::size_t>(context.workers));
    for (int i = 0; i < context.workers; ++i) {
      workers.push_back(std::make_unique<Worker>(context, i, std::move(arrivals[static_cast<std::size_t>(i)])));
    }
    return workers;
  }

  const RunContext& context_;
  const RunObserver& observer_;
  asio::io_context io_;
  asio::steady_timer timer_;
  asio::steady_timer deadline_;
  asio::executor_work_guard<asio::io_context::executor_type> unfinished_;  // until all workers have ended
  std::vector<std::unique_ptr<Worker>> workers_;
  ProgressSampler sampler_;
  std::size_t running_ = 0;
  bool interrupted_ = false;
};

DatasetFacts facts_of(const RequestSource& requests) {
  DatasetFacts facts = dataset_facts(requests.plan());
  if (requests.dataset() == nullptr) return facts;
  const DatasetOrigin origin = requests.dataset()->origin();
  if (origin.records > 0) facts.records = origin.records;
  if (facts.file) facts.file->format = origin.format;
  return facts;
}

RunResult merged(const RunContext& context, bool interrupted, std::vector<std::unique_ptr<Worker>>& workers) {
  TimePoint end = context.start;
  if (context.plan.load.duration && !interrupted) end += *context.plan.load.duration;
  std::vector<WorkerStatistics*> parts;
  for (auto& worker : workers) {
    end = std::max(end, worker->statistics().last_finish());
    parts.push_back(&worker->statistics());
  }
  for (auto& worker : workers) {
    if (!worker->statistics().steady_has_ended()) worker->statistics().end_steady_window(end);
  }
  return merged(context.plan, context.start, end, parts);
}

}  // namespace

Result<RequestSource> open_requests(const RunPlan& plan) {
  const bool needed = plan.target.api != Api::http || (plan.dataset.file && !plan.request.body);
  if (!needed) return RequestSource::make(plan, nullptr);
  auto dataset = open_dataset(plan.dataset);
  if (!dataset) return dataset.error();
  return RequestSource::make(plan, std::move(*dataset));
}

Result<RunResult> Engine::run(const RunObserver& observer) {
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
  if (auto status = log.open(plan_.output); !status) return status.error();
  if (!plan_.spool_path.empty()) log.open_if_possible(RowFormat::csv, {}, plan_.spool_path);
  const auto workers = std::clamp<std::int64_t>(plan_.threads, 1, std::max<std::int64_t>(1, plan_.load.connections()));
  const TimePoint now = clock_.now();
  const TimePoint start = now + scaled(kThreadStart, plan_.time_scale);
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

  Crew crew(context, observer, std::move(*arrivals));
  crew.run();

  for (auto& worker : crew.workers()) {
    if (!worker->failure().empty()) return Error{ErrorCode::io, "a worker failed: " + worker->failure()};
  }
  RunResult result = merged(context, crew.interrupted(), crew.workers());
  result.id = plan_.output.run_id.empty() ? new_run_id(started_unix) : plan_.output.run_id;
  result.lost_rows = log.lost_rows();
  result.dataset = facts_of(*requests);
  result.started_unix = started_unix;
  result.interrupted = crew.interrupted();
  result.verdict = judge_client(result);
  result.thresholds = check_thresholds(result);
  result.findings = findings_of(result);
  return result;
}

}  // namespace oaisim::loadtest
