#include "loadtest/results/statistics.h"

#include <algorithm>

namespace oaisim::loadtest {

void ClientHealth::merge(const ClientHealth& other) {
  send_lag.merge(other.send_lag);
  receive_lag.merge(other.receive_lag);
  event_loop_lag.merge(other.event_loop_lag);
  late_sends += other.late_sends;
  dropped_sends += other.dropped_sends;
  busiest_core = std::max(busiest_core, other.busiest_core);
  cores_busy += other.cores_busy;
}

void WorkerStatistics::begin(TimePoint now, const RequestRecord& record) {
  timeline_.begin(now, record.level);
  if (!record.is_measured()) return;
  if (record.level > 0) levels_.enter(now, record.level);
}

void WorkerStatistics::add(const RequestRecord& record, std::span<const Duration> gaps, std::uint64_t gaps_dropped,
                           std::string_view error) {
  const bool good = !slos_.empty() && meets(record, slos_);
  whole_run_.add(record, gaps_dropped);
  timeline_.offer(record.intended);
  timeline_.end(record);
  add_to_minute(record);
  add_to_steady_window(record, good);
  last_finish_ = std::max(last_finish_, record.closed);
  if (is_failure(record.outcome)) errors_.add(record.outcome, record.status, error);
  if (!record.is_measured()) return;
  good_ += good ? 1 : 0;
  measured_.add(record, gaps_dropped);
  stages_.add(record.stage + 1, record, gaps, gaps_dropped);
  if (record.level > 0) levels_.add(record.level, record, gaps, gaps_dropped);
  if (record.outcome == Outcome::success) add_latencies(record, gaps);
}

void WorkerStatistics::drop(TimePoint intended, bool measured) {
  ++health_.dropped_sends;
  timeline_.offer(intended);
  dropped_ += measured ? 1 : 0;
}

void WorkerStatistics::add_retry(const RequestRecord& record) {
  const auto reason = static_cast<std::size_t>(record.limit_reason);
  for (Counts* counts : {&whole_run_, &measured_}) {
    if (counts == &measured_ && !record.is_measured()) continue;
    ++counts->retries;
    ++counts->retried_by_reason[reason];
  }
}

void WorkerStatistics::add_latencies(const RequestRecord& record, std::span<const Duration> gaps) {
  latencies_.first_byte.add(record, record.first_byte);
  latencies_.ttft.add(record, record.first_token);
  latencies_.e2e.add(record, record.last_token);
  latencies_.closed.record((record.closed - record.sent).count());
  if (record.done != kNever) latencies_.done.record((record.done - record.sent).count());
  if (record.connecting != kNever) latencies_.connect.record((record.ready() - record.connecting).count());
  if (const auto tpot = tpot_of(record)) latencies_.tpot.record(tpot->count());
  for (const Duration gap : gaps) latencies_.icl.record(gap.count());
  if (!gaps.empty()) latencies_.stall.record(record.longest_stall.count());
  tokens_.add(record);
}

void WorkerStatistics::add_to_minute(const RequestRecord& record) {
  if (record.sent == kNever || record.outcome >= Outcome::cancelled) return;
  const auto minute =
      static_cast<std::size_t>(std::max<Duration>(record.sent - start_, Duration::zero()) / std::chrono::minutes(1));
  const auto index = std::min(minute, kMaxMinutes - 1);
  if (index >= minutes_.size()) minutes_.resize(index + 1);
  auto& counts = minutes_[index];
  if (record.outcome == Outcome::success) {
    ++counts.admitted;
  } else if (record.limit_reason == LimitReason::requests) {
    ++counts.limited_for_requests;
  } else if (record.limit_reason == LimitReason::tokens) {
    ++counts.limited_for_tokens;
  } else {
    ++counts.others;
  }
}

void WorkerStatistics::add_to_steady_window(const RequestRecord& record, bool good) {
  if (record.closed < steady_begin_ || record.closed >= steady_end_ || record.outcome >= Outcome::cancelled) return;
  steady_.add(record, 0);
  steady_good_ += good ? 1 : 0;
}

void WorkerStatistics::end_steady_window(TimePoint now) { steady_end_ = std::min(steady_end_, now); }

Duration WorkerStatistics::steady_length() const {
  return std::max<Duration>(steady_end_ - steady_begin_, Duration::zero());
}

SegmentTable WorkerStatistics::levels() const {
  SegmentTable table = levels_;
  table.leave(std::min(steady_end_, last_finish_));
  return table;
}

}  // namespace oaisim::loadtest
