#include "loadtest/report/json.h"

#include <nlohmann/json.hpp>

#include "common/base/version.h"
#include "common/stats/histogram_codec.h"
#include "loadtest/report/dataset_json.h"

namespace oaisim::loadtest {
namespace {

using Json = nlohmann::ordered_json;

struct NamedPercentile {
  const char* name;
  double percent;
};

constexpr NamedPercentile kPercentiles[] = {{"p1", 1},   {"p5", 5},       {"p10", 10},      {"p25", 25},
                                            {"p50", 50}, {"p75", 75},     {"p90", 90},      {"p95", 95},
                                            {"p99", 99}, {"p99.9", 99.9}, {"p99.99", 99.99}};

constexpr double kNanosecondsPerMs = 1e6;
constexpr double kThousandths = 1e3;

double ms(double nanoseconds) { return nanoseconds / kNanosecondsPerMs; }

// `unit`: how many of the recorded make one of what is written.
template <typename Histogram>
Json figures_json(const Histogram& histogram, double unit) {
  Json json;
  json["count"] = histogram.count();
  if (histogram.empty()) return json;
  json["mean"] = histogram.mean() / unit;
  json["stddev"] = histogram.standard_deviation() / unit;
  json["min"] = static_cast<double>(histogram.min()) / unit;
  for (const auto& [name, percent] : kPercentiles) {
    json[name] = static_cast<double>(histogram.percentile(percent)) / unit;
  }
  json["max"] = static_cast<double>(histogram.max()) / unit;
  json["sum"] = histogram.sum() / unit;
  json["encoded"] = encode_histogram(histogram);
  return json;
}

Json histogram_json(const HdrHistogram& histogram) { return figures_json(histogram, kNanosecondsPerMs); }

Json latency_json(const Latency& latency) {
  return {{"from_intended", histogram_json(latency.from_intended)}, {"from_sent", histogram_json(latency.from_sent)}};
}

Json latencies_json(const Latencies& latencies) {
  return {{"ttft", latency_json(latencies.ttft)},        {"tpot", histogram_json(latencies.tpot)},
          {"icl", histogram_json(latencies.icl)},        {"longest_stall", histogram_json(latencies.stall)},
          {"e2e", latency_json(latencies.e2e)},          {"done", histogram_json(latencies.done)},
          {"closed", histogram_json(latencies.closed)},  {"first_byte", latency_json(latencies.first_byte)},
          {"connect", histogram_json(latencies.connect)}};
}

template <typename T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json load_json(const LoadPlan& load) {
  static constexpr const char* kShapes[] = {"closed_loop", "paced_users", "open_loop"};
  static constexpr const char* kArrivals[] = {"constant", "poisson", "gamma", "trace"};
  const bool open = load.shape == LoadShape::open_loop;
  const bool closed = load.shape == LoadShape::closed_loop;
  Json json;
  json["shape"] = kShapes[static_cast<std::size_t>(load.shape)];
  json["users"] = open ? Json(nullptr) : Json(load.users);
  json["spawn_rate_per_second"] = closed ? Json(load.spawn_rate) : Json(nullptr);
  json["think_time_s"] = closed ? Json(to_seconds(load.think_time.mean())) : Json(nullptr);
  json["think_time"] = closed ? Json(load.think_time.text()) : Json(nullptr);
  json["rate_per_second"] = closed ? Json(nullptr) : Json(load.requests_per_second);
  json["arrivals"] = open ? Json(kArrivals[static_cast<std::size_t>(load.arrivals)]) : Json(nullptr);
  json["burstiness"] = load.arrivals == ArrivalKind::gamma ? Json(load.burstiness) : Json(nullptr);
  const bool replayed = open && load.arrivals == ArrivalKind::trace;
  json["trace"] = replayed ? Json{{"path", load.trace.path}, {"scale", load.trace.scale}} : Json(nullptr);
  json["burst"] = open ? Json(load.burst) : Json(nullptr);
  json["stages"] = Json::array();
  for (const auto& stage : load.stages) {
    const Json length = stage.length == kForever ? Json(nullptr) : Json(to_seconds(stage.length));
    json["stages"].push_back({{"length_s", length}, {"from", stage.from}, {"to", stage.to}});
  }
  json["seed"] = load.seed;
  json["max_connections"] = open ? Json(load.max_connections) : Json(nullptr);
  json["duration_s"] = load.duration ? Json(to_seconds(*load.duration)) : Json(nullptr);
  json["requests"] = or_null(load.requests);
  json["warmup_s"] = to_seconds(load.warmup);
  json["cooldown_s"] = to_seconds(load.cooldown);
  return json;
}

Json plan_json(const RunResult& result) {
  const RunPlan& plan = result.plan;
  Json json;
  json["name"] = plan.name;
  json["url"] = plan.target.address();
  json["api"] = plan.target.flavor == ApiFlavor::azure ? "azure" : "openai";
  json["protocol"] = traits_of(plan.target.api).name;
  json["model"] = plan.target.model;
  json["deployment"] = plan.target.deployment;
  json["load"] = load_json(plan.load);
  json["stream"] = plan.request.stream;
  json["max_tokens"] = or_null(plan.request.max_tokens);
  json["prompts"] = plan.dataset.prompts.size();
  if (result.dataset.kind != DatasetKind::unknown) json["dataset"] = dataset_json(result.dataset);
  json["retry_429"] = plan.retry.on_429;
  json["threads"] = plan.threads;
  json["time_scale"] = plan.time_scale;
  return json;
}

Json throughput_json(const Throughput& throughput) {
  return {{"requests_per_second", throughput.requests_per_second},
          {"successes_per_second", throughput.successes_per_second},
          {"prompt_tokens_per_second", throughput.prompt_tokens_per_second},
          {"completion_tokens_per_second", throughput.completion_tokens_per_second}};
}

Json compact_latency_json(const CompactLatency& latency) {
  return {{"from_intended", figures_json(latency.from_intended, kNanosecondsPerMs)},
          {"from_sent", figures_json(latency.from_sent, kNanosecondsPerMs)}};
}

Json timeline_json(const std::vector<TimeSlice>& timeline) {
  Json json = Json::array();
  for (const TimeSlice& slice : timeline) {
    json.push_back({{"begin_s", to_seconds(slice.begin)},
                    {"length_s", to_seconds(slice.length)},
                    {"offered", slice.offered},
                    {"succeeded", slice.succeeded},
                    {"limited", slice.limited},
                    {"failed", slice.failed},
                    {"output_tokens", slice.output_tokens},
                    {"in_flight_mean", slice.in_flight_mean},
                    {"in_flight_max", slice.in_flight_max},
                    {"active_workers", slice.active_workers},
                    {"ttft_ms", compact_latency_json(slice.ttft)},
                    {"e2e_ms", compact_latency_json(slice.e2e)}});
  }
  return json;
}

Json goodput_json(const RunResult& result) {
  if (result.plan.output.slos.empty()) return nullptr;
  Json slos = Json::array();
  for (const Slo& slo : result.plan.output.slos) slos.push_back(slo.text);
  return {{"slos", std::move(slos)},
          {"met", result.goodput.met},
          {"offered", result.goodput.offered},
          {"share_of_offered", result.goodput.share()},
          {"per_second", result.goodput.per_second}};
}

Json errors_json(const std::vector<ErrorSample>& errors) {
  Json json = Json::array();
  for (const ErrorSample& error : errors) {
    json.push_back({{"outcome", std::string(name_of(error.outcome))},
                    {"status", error.status == 0 ? Json(nullptr) : Json(error.status)},
                    {"text", error.text},
                    {"count", error.count}});
  }
  return json;
}

Json reasons_json(const std::array<std::uint64_t, 4>& by_reason) {
  Json json;
  for (std::size_t i = 1; i < by_reason.size(); ++i) json[std::string(kLimitReasonNames[i])] = by_reason[i];
  return json;
}

Json counts_json(const Counts& counts) {
  Json failures;
  for (std::size_t i = kFirstFailure; i < kEndOfFailures; ++i)
    failures[std::string(kOutcomeNames[i])] = counts.by_outcome[i];
  Json json;
  json["total"] = counts.requests;
  json["succeeded"] = counts.of(Outcome::success);
  json["failed"] = counts.failures();
  json["cancelled"] = counts.of(Outcome::cancelled);
  json["abandoned"] = counts.of(Outcome::abandoned);
  json["not_sent"] = counts.not_sent;
  json["error_rate"] = counts.share_of_finished(counts.failures());
  json["failures"] = std::move(failures);
  json["limited_for"] = reasons_json(counts.by_limit_reason);
  json["retried"] = counts.retries;
  json["retried_for"] = reasons_json(counts.retried_by_reason);
  json["prompt_tokens"] = counts.prompt_tokens;
  json["completion_tokens"] = counts.completion_tokens;
  json["cached_tokens"] = counts.cached_tokens;
  json["reasoning_tokens"] = counts.reasoning_tokens;
  json["tokens_from_usage"] = counts.tokens_from_usage;
  json["tokens_from_events"] = counts.tokens_from_events;
  json["token_mismatches"] = counts.token_mismatches;
  json["gaps_dropped"] = counts.gaps_dropped;
  return json;
}

Json segments_json(const std::vector<Segment>& segments) {
  Json json = Json::array();
  for (const Segment& segment : segments) {
    json.push_back({{"name", segment.name},
                    {"active_workers", segment.level},
                    {"length_s", to_seconds(segment.length)},
                    {"throughput", throughput_json(segment.throughput)},
                    {"latency_ms",
                     {{"ttft", latency_json(segment.ttft)},
                      {"e2e", latency_json(segment.e2e)},
                      {"tpot", histogram_json(segment.tpot)},
                      {"icl", histogram_json(segment.icl)}}},
                    {"requests", counts_json(segment.counts)}});
  }
  return json;
}

Json minutes_json(const std::vector<MinuteCounts>& minutes) {
  Json json = Json::array();
  for (const auto& minute : minutes) {
    json.push_back({{"admitted", minute.admitted},
                    {"limited_for_requests", minute.limited_for_requests},
                    {"limited_for_tokens", minute.limited_for_tokens},
                    {"others", minute.others}});
  }
  return json;
}

Json client_json(const RunResult& result) {
  const ClientHealth& client = result.client;
  return {{"verdict", result.verdict.valid ? "VALID" : "INVALID"},
          {"reasons", result.verdict.reasons},
          {"send_lag_ms", histogram_json(client.send_lag)},
          {"receive_lag_ms", histogram_json(client.receive_lag)},
          {"event_loop_lag_ms", histogram_json(client.event_loop_lag)},
          {"cores_busy", client.cores_busy},
          {"busiest_core", client.busiest_core},
          {"late_sends", client.late_sends},
          {"dropped_sends", client.dropped_sends}};
}

// A latency's measured value is in milliseconds, others are as in the expression.
Json thresholds_json(const std::vector<ThresholdOutcome>& thresholds) {
  Json json = Json::array();
  for (const auto& outcome : thresholds) {
    const double measured = outcome.threshold.is_latency() ? ms(outcome.measured) : outcome.measured;
    json.push_back({{"fail_if", outcome.threshold.text},
                    {"measured", outcome.has_value ? Json(measured) : Json(nullptr)},
                    {"failed", outcome.failed}});
  }
  return json;
}

}  // namespace

nlohmann::ordered_json result_json(const RunResult& result) {
  Json json;
  json["schema"] = "oaisim-load-result/1";
  json["version"] = kVersion;
  json["id"] = result.id;
  json["labels"] = result.labels.empty() ? Json::object() : Json(result.labels);
  json["started_unix"] = result.started_unix;
  json["plan"] = plan_json(result);
  json["length_s"] = to_seconds(result.length);
  json["steady_s"] = to_seconds(result.steady_length);
  json["interrupted"] = result.interrupted;
  json["throughput"] = {{"steady", throughput_json(result.steady)}, {"whole_run", throughput_json(result.whole())}};
  json["latency_ms"] = latencies_json(result.latencies);
  json["requests"] = {{"measured", counts_json(result.measured)}, {"whole_run", counts_json(result.whole_run)}};
  json["tokens"] = {{"input", figures_json(result.tokens.input, 1)},
                    {"output", figures_json(result.tokens.output, 1)},
                    {"user_tokens_per_second", figures_json(result.tokens.per_user, kThousandths)}};
  json["goodput"] = goodput_json(result);
  json["stages"] = segments_json(result.stages);
  json["levels"] = segments_json(result.levels);
  json["timeline"] = timeline_json(result.timeline);
  json["errors"] = errors_json(result.errors);
  json["minutes"] = minutes_json(result.minutes);
  json["client"] = client_json(result);
  json["thresholds"] = thresholds_json(result.thresholds);
  json["findings"] = result.findings;
  return json;
}

void report_json(const RunResult& result, std::ostream& out) {
  out << result_json(result).dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

}  // namespace oaisim::loadtest
