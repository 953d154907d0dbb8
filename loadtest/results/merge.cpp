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

void merge_goodput(Goodput& into, const Goodput& from) {
  into.met += from.met;
  into.offered += from.offered;
  into.per_second += from.per_second;
}

}  // namespace

RunResult merged(const RunPlan& plan, TimePoint start, TimePoint end, std::span<WorkerStatistics* const> workers) {
  RunResult result;
  result.plan = plan;
  result.plan.target.forget_secrets();
  result.labels = plan.output.labels;
  result.length = end - start;
  SegmentTable stages(WorkerStatistics::kMaxStages);
  SegmentTable levels(WorkerStatistics::kMaxLevels);
  Timeline timeline(start);
  ErrorSamples errors;
  for (const WorkerStatistics* part : workers) {
    result.latencies.merge(part->latencies());
    result.tokens.merge(part->tokens());
    result.measured.merge(part->measured());
    result.whole_run.merge(part->whole_run());
    result.steady += part->steady();
    merge_goodput(result.goodput, part->goodput());
    merge_minutes(result.minutes, part->minutes());
    stages.merge(part->stages());
    levels.merge(part->levels());
    timeline.merge(part->timeline());
    errors.merge(part->errors());
    result.client.merge(part->health());
    result.timing.merge(part->timing());
    result.steady_length = std::max(result.steady_length, part->steady_length());
  }
  result.stages = stages.segments();
  if (result.stages.size() == 1) result.stages.clear();  // that is the run itself
  result.levels = levels.segments();
  result.timeline = timeline.slices(end);
  result.errors = errors.sorted();
  return result;
}

}  // namespace oaisim::loadtest
