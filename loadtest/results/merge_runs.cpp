#include "loadtest/results/merge_runs.h"

#include <algorithm>
#include <set>

#include "loadtest/results/comparison.h"
#include "loadtest/results/findings.h"
#include "loadtest/results/threshold_values.h"
#include "loadtest/results/timeline.h"

namespace oaisim::loadtest {
namespace {

// When a run was, in simulated time of its own scale, counted from the first start of all.
struct Span {
  Duration begin{};
  Duration end{};
};

std::vector<Span> spans_of(std::span<const StoredRun> runs, MergeOrder order) {
  std::int64_t first = runs.front().result.started_unix;
  for (const StoredRun& run : runs) first = std::min(first, run.result.started_unix);
  std::vector<Span> spans;
  Duration end{};
  for (const StoredRun& run : runs) {
    const Duration begin =
        order == MergeOrder::sequential
            ? end
            : from_seconds(static_cast<double>(run.result.started_unix - first) * run.result.plan.time_scale);
    end = begin + run.result.length;
    spans.push_back({begin, end});
  }
  return spans;
}

Error not_together(const StoredRun& a, const StoredRun& b, const std::string& why) {
  return invalid("'" + a.name + "' and '" + b.name + "' do not go together: " + why);
}

Status check_kinds(std::span<const StoredRun> runs) {
  std::set<std::string> ids;
  for (const StoredRun& run : runs) {
    const auto differences = plan_differences(runs.front().result.plan, run.result.plan);
    if (!differences.empty()) return not_together(runs.front(), run, differences.front());
    if (runs.front().result.plan.load.shape != run.result.plan.load.shape)
      return not_together(runs.front(), run, "their loads have different shapes");
    if (!ids.insert(run.result.id).second && !run.result.id.empty())
      return invalid("'" + run.name + "' is the run " + run.result.id + " a second time");
  }
  return success();
}

void merge_load(LoadPlan& into, const LoadPlan& from, MergeOrder order) {
  if (order == MergeOrder::parallel) {
    into.users += from.users;
    into.spawn_rate += from.spawn_rate;
    into.requests_per_second += from.requests_per_second;
    into.max_connections += from.max_connections;
  }
  if (into.requests && from.requests) *into.requests += *from.requests;
  if (into.duration && from.duration) {
    into.duration =
        order == MergeOrder::parallel ? std::max(*into.duration, *from.duration) : *into.duration + *from.duration;
  }
}

Throughput weighted(const Throughput& rates, double weight) {
  return {.requests_per_second = rates.requests_per_second * weight,
          .successes_per_second = rates.successes_per_second * weight,
          .prompt_tokens_per_second = rates.prompt_tokens_per_second * weight,
          .completion_tokens_per_second = rates.completion_tokens_per_second * weight};
}

void merge_segment(Segment& into, const Segment& from, MergeOrder order) {
  const auto weight = [](const Segment& s) { return static_cast<double>(s.counts.requests); };
  const double both = weight(into) + weight(from);
  if (order == MergeOrder::parallel) {
    into.level += from.level;
    into.length = std::max(into.length, from.length);
  } else {
    if (both > 0) into.level = (into.level * weight(into) + from.level * weight(from)) / both;
    into.length += from.length;
  }
  into.counts.merge(from.counts);
  into.ttft.merge(from.ttft);
  into.e2e.merge(from.e2e);
  into.tpot.merge(from.tpot);
  into.icl.merge(from.icl);
  into.throughput = throughput_of(into.counts, into.length);
}

void merge_segments(std::vector<Segment>& into, const std::vector<Segment>& from, MergeOrder order) {
  for (const Segment& segment : from) {
    const auto same = std::find_if(into.begin(), into.end(), [&](const Segment& s) { return s.name == segment.name; });
    if (same == into.end()) {
      into.push_back(segment);
    } else {
      merge_segment(*same, segment, order);
    }
  }
}

// ---- Time

void add_slice(TimeSlice& into, const TimeSlice& slice) {
  const double share = to_seconds(slice.length) / to_seconds(into.length);
  const auto begun = static_cast<double>(into.offered);
  const auto more = static_cast<double>(slice.offered);
  if (begun + more > 0)
    into.active_workers = (into.active_workers * begun + slice.active_workers * more) / (begun + more);
  into.offered += slice.offered;
  into.succeeded += slice.succeeded;
  into.limited += slice.limited;
  into.failed += slice.failed;
  into.output_tokens += slice.output_tokens;
  into.in_flight_mean += slice.in_flight_mean * share;
  into.ttft.merge(slice.ttft);
  into.e2e.merge(slice.e2e);
}

// The slices of one run in slots of `length` from the first start on.
std::vector<TimeSlice> placed(const RunResult& run, Duration begin, Duration length, std::size_t slots) {
  std::vector<TimeSlice> timeline(slots);
  for (std::size_t i = 0; i < slots; ++i) {
    timeline[i].begin = length * static_cast<Duration::rep>(i);
    timeline[i].length = length;
  }
  for (const TimeSlice& slice : run.timeline) {
    const auto slot = static_cast<std::size_t>((begin + slice.begin + slice.length / 2) / length);
    TimeSlice& into = timeline[std::min(slot, slots - 1)];
    into.in_flight_max = std::max(into.in_flight_max, slice.in_flight_max);
    add_slice(into, slice);
  }
  return timeline;
}

std::vector<TimeSlice> merged_timeline(std::span<const StoredRun> runs, std::span<const Span> spans, MergeOrder order) {
  Duration end{};
  Duration length = Timeline::kFirstLength;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    end = std::max(end, spans[i].end);
    for (const TimeSlice& slice : runs[i].result.timeline) length = std::max(length, slice.length);
  }
  while (end / length >= static_cast<Duration::rep>(Timeline::kMaxSlices)) length *= 2;
  const auto slots = static_cast<std::size_t>(end / length) + 1;
  std::vector<TimeSlice> timeline;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const auto part = placed(runs[i].result, spans[i].begin, length, slots);
    if (timeline.empty()) {
      timeline = part;
      continue;
    }
    for (std::size_t slot = 0; slot < slots; ++slot) {
      const double workers = timeline[slot].active_workers + part[slot].active_workers;
      const std::int64_t in_flight = timeline[slot].in_flight_max + part[slot].in_flight_max;
      add_slice(timeline[slot], part[slot]);
      timeline[slot].in_flight_max = in_flight;
      if (order == MergeOrder::parallel) timeline[slot].active_workers = workers;
    }
  }
  if (Duration& last = timeline.back().length; timeline.back().begin + last > end) last = end - timeline.back().begin;
  if (timeline.back().length <= Duration::zero()) timeline.pop_back();
  return timeline;
}

// ---- The whole

void merge_figures(RunResult& into, const RunResult& from) {
  into.latencies.merge(from.latencies);
  into.tokens.merge(from.tokens);
  into.measured.merge(from.measured);
  into.whole_run.merge(from.whole_run);
  into.goodput.met += from.goodput.met;
  into.goodput.offered += from.goodput.offered;
  into.interrupted = into.interrupted || from.interrupted;
  into.started_unix = std::min(into.started_unix, from.started_unix);
  std::erase_if(into.labels, [&](const auto& label) {
    const auto other = from.labels.find(label.first);
    return other == from.labels.end() || other->second != label.second;
  });
  for (const Threshold& threshold : from.plan.output.thresholds) {
    auto& all = into.plan.output.thresholds;
    const bool is_known =
        std::any_of(all.begin(), all.end(), [&](const Threshold& t) { return t.text == threshold.text; });
    if (!is_known) all.push_back(threshold);
  }
}

void merge_rates(RunResult& merged, std::span<const StoredRun> runs, MergeOrder order) {
  double total = 0;
  for (const StoredRun& run : runs) total += to_seconds(run.result.steady_length);
  merged.steady = {};
  merged.goodput.per_second = 0;
  merged.steady_length = {};
  const bool parallel = order == MergeOrder::parallel;
  for (const StoredRun& run : runs) {
    const double seconds = to_seconds(run.result.steady_length);
    const double weight = parallel ? 1 : (total > 0 ? seconds / total : 0);
    merged.steady += weighted(run.result.steady, weight);
    merged.goodput.per_second += run.result.goodput.per_second * weight;
    merged.steady_length = parallel ? std::max(merged.steady_length, run.result.steady_length)
                                    : merged.steady_length + run.result.steady_length;
  }
}

void merge_verdict(RunResult& merged, std::span<const StoredRun> runs, MergeOrder order) {
  Verdict verdict;
  ClientHealth client;
  double most_cores = 0;
  ErrorSamples errors;
  for (const StoredRun& run : runs) {
    client.merge(run.result.client);
    most_cores = std::max(most_cores, run.result.client.cores_busy);
    for (const ErrorSample& error : run.result.errors) errors.add(error);
    verdict.valid = verdict.valid && run.result.verdict.valid;
    for (const auto& reason : run.result.verdict.reasons) verdict.reasons.push_back(run.name + ": " + reason);
  }
  if (order == MergeOrder::sequential) client.cores_busy = most_cores;
  verdict.nothing_measured = merged.latencies.e2e.from_sent.empty();
  merged.client = std::move(client);
  merged.errors = errors.sorted();
  merged.verdict = std::move(verdict);
}

}  // namespace

Result<MergeOrder> natural_order(std::span<const StoredRun> runs) {
  struct Period {
    double begin;
    double end;
  };
  std::vector<Period> periods;
  for (const StoredRun& run : runs) {
    const auto begin = static_cast<double>(run.result.started_unix);
    periods.push_back({begin, begin + to_seconds(run.result.length) / run.result.plan.time_scale});
  }
  std::size_t overlapping = 0;
  std::size_t pairs = 0;
  for (std::size_t i = 0; i < periods.size(); ++i) {
    for (std::size_t k = i + 1; k < periods.size(); ++k) {
      const double common = std::min(periods[i].end, periods[k].end) - std::max(periods[i].begin, periods[k].begin);
      const double shorter = std::min(periods[i].end - periods[i].begin, periods[k].end - periods[k].begin);
      ++pairs;
      // Starts are known to the second only.
      overlapping += common > std::min(1.0, shorter / 2) ? 1 : 0;
    }
  }
  if (overlapping == 0) return MergeOrder::sequential;
  if (overlapping == pairs) return MergeOrder::parallel;
  return invalid(
      "some of the runs were at the same time and some were not; say --merge parallel or --merge sequential");
}

Result<RunResult> merge_runs(std::span<const StoredRun> runs, MergeOrder order) {
  if (runs.size() == 1) return runs.front().result;
  if (auto status = check_kinds(runs); !status) return status.error();
  std::vector<StoredRun> ordered(runs.begin(), runs.end());
  std::stable_sort(ordered.begin(), ordered.end(), [](const StoredRun& a, const StoredRun& b) {
    return a.result.started_unix < b.result.started_unix;
  });
  const auto spans = spans_of(ordered, order);
  RunResult merged = ordered.front().result;
  if (order == MergeOrder::parallel) merged.levels.clear();
  for (std::size_t i = 1; i < ordered.size(); ++i) {
    const RunResult& run = ordered[i].result;
    merged.dataset = in_common(merged.dataset, run.dataset);
    merge_load(merged.plan.load, run.plan.load, order);
    merge_figures(merged, run);
    merge_segments(merged.stages, run.stages, order);
    if (order == MergeOrder::sequential) merge_segments(merged.levels, run.levels, order);
    merged.id += "+" + run.id;
  }
  std::stable_sort(merged.levels.begin(), merged.levels.end(),
                   [](const Segment& a, const Segment& b) { return a.level < b.level; });
  merged.minutes.clear();
  merged.length = {};
  for (const Span& span : spans) merged.length = std::max(merged.length, span.end);
  merge_rates(merged, ordered, order);
  merged.timeline = merged_timeline(ordered, spans, order);
  merge_verdict(merged, ordered, order);
  merged.thresholds = check_thresholds(merged);
  merged.findings = findings_of(merged);
  return merged;
}

}  // namespace oaisim::loadtest
