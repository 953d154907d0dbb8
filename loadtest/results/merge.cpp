#include "loadtest/results/merge.h"

#include <algorithm>

namespace oaisim::loadtest {
namespace {

void merge_minutes(std::vector<MinuteCounts>& into, const std::vector<MinuteCounts>& from) {
  if (from.size() > into.size()) into.resize(from.size());
  for (std::size_t i = 0; i < from.size(); ++i) {
    into[i].admitted += from[i].admitted;
    into[i].limited_for_requests += from[i].limited_for_requests;
    into[i].limited_for_tokens += from[i].limited_for_tokens;
    into[i].others += from[i].others;
  }
}

// The cool-down begins then, or all is over.
TimePoint measured_end_of(const LoadPlan& load, TimePoint start, TimePoint end) {
  if (!load.duration) return end;
  return std::min(end, start + *load.duration - load.cooldown);
}

// How long each stage lasted of the time from `begin` to `end`.
void add_stage_times(const LoadPlan& load, TimePoint start, TimePoint begin, TimePoint end, SegmentTable& stages) {
  TimePoint from = start;
  std::int32_t number = 0;
  for (const Stage& stage : load.levels()) {
    ++number;
    const TimePoint to = stage.length >= end - from ? end : from + stage.length;
    const Duration overlap = to - std::max(from, begin);
    if (overlap > Duration::zero()) stages.add_time(number, overlap);
    from = to;
  }
}

}  // namespace

RunResult merged(const RunPlan& plan, TimePoint start, TimePoint end, std::span<WorkerStatistics* const> workers) {
  RunResult result;
  result.plan = plan;
  result.plan.target.forget_secrets();
  result.plan.output.push_gateway.reset();  // it may have a password
  result.labels = plan.output.labels;
  result.length = end - start;
  SegmentTable stages(WorkerStatistics::kMaxStages);
  SegmentTable levels(WorkerStatistics::kMaxLevels);
  Timeline timeline(start);
  ErrorSamples errors;
  Counts steady;
  std::uint64_t steady_good = 0;
  for (const WorkerStatistics* part : workers) {
    result.latencies.merge(part->latencies());
    result.tokens.merge(part->tokens());
    result.measured.merge(part->measured());
    result.whole_run.merge(part->whole_run());
    steady.merge(part->steady());
    steady_good += part->steady_good();
    result.goodput.met += part->good();
    result.goodput.offered += part->offered();
    merge_minutes(result.minutes, part->minutes());
    stages.merge(part->stages());
    levels.merge(part->levels());
    timeline.merge(part->timeline());
    errors.merge(part->errors());
    result.client.merge(part->health());
    result.timing.merge(part->timing());
    result.steady_length = std::max(result.steady_length, part->steady_length());
  }
  result.steady = throughput_of(steady, result.steady_length);
  if (plan.output.slos.empty()) result.goodput = {};
  if (result.steady_length > Duration::zero()) {
    result.goodput.per_second = static_cast<double>(steady_good) / to_seconds(result.steady_length);
  }
  const TimePoint begin = start + plan.load.warmup;
  const TimePoint measured_end = measured_end_of(plan.load, start, end);
  add_stage_times(plan.load, start, begin, measured_end, stages);
  levels.scale_time(std::max<Duration>(measured_end - begin, Duration::zero()));
  result.stages = stages.segments();
  if (result.stages.size() == 1) result.stages.clear();  // that is the run itself
  result.levels = levels.segments();
  result.timeline = timeline.slices(end);
  result.errors = errors.sorted();
  return result;
}

}  // namespace oaisim::loadtest
