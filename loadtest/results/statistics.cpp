#include "loadtest/results/statistics.h"

#include <algorithm>

namespace oaisim::loadtest {

void ClientHealth::merge(const ClientHealth& other) {
  send_lag.merge(other.send_lag);
  event_loop_lag.merge(other.event_loop_lag);
  late_sends += other.late_sends;
  dropped_sends += other.dropped_sends;
  busiest_core = std::max(busiest_core, other.busiest_core);
  cores_busy += other.cores_busy;
}

void WorkerStatistics::add(const RequestRecord& record, std::span<const Duration> gaps, std::uint64_t gaps_dropped) {
  add_counts(whole_run_, record, gaps_dropped);
  add_to_minute(record);
  add_to_steady_window(record);
  last_finish_ = std::max(last_finish_, record.closed);
  if (record.warmup) return;
  add_counts(measured_, record, gaps_dropped);
  if (record.outcome == Outcome::success) add_latencies(record, gaps);
}

void WorkerStatistics::add_retry(const RequestRecord& record) {
  const auto reason = static_cast<std::size_t>(record.limit_reason);
  for (Counts* counts : {&whole_run_, &measured_}) {
    if (counts == &measured_ && record.warmup) continue;
    ++counts->retries;
    ++counts->retried_by_reason[reason];
  }
}

void WorkerStatistics::add_counts(Counts& counts, const RequestRecord& record, std::uint64_t gaps_dropped) {
  ++counts.requests;
  ++counts.by_outcome[static_cast<std::size_t>(record.outcome)];
  if (record.outcome == Outcome::rate_limited) ++counts.by_limit_reason[static_cast<std::size_t>(record.limit_reason)];
  if (record.outcome != Outcome::success) return;
  counts.prompt_tokens += static_cast<std::uint64_t>(record.prompt_tokens);
  counts.completion_tokens += static_cast<std::uint64_t>(record.completion_tokens);
  counts.tokens_from_usage += record.token_source == TokenSource::usage ? 1 : 0;
  counts.tokens_from_events += record.token_source == TokenSource::events ? 1 : 0;
  const bool streamed = record.done != kNever;
  if (streamed && record.token_source == TokenSource::usage && record.content_events != record.completion_tokens) {
    ++counts.token_mismatches;
  }
  counts.gaps_dropped += gaps_dropped;
}

void WorkerStatistics::add_latencies(const RequestRecord& record, std::span<const Duration> gaps) {
  const auto both = [&](Latency& latency, TimePoint end) {
    if (end == kNever) return;
    latency.from_intended.record((end - record.intended).count());
    latency.from_sent.record((end - record.sent).count());
  };
  both(latencies_.first_byte, record.first_byte);
  both(latencies_.ttft, record.first_token);
  both(latencies_.e2e, record.last_token);
  latencies_.closed.record((record.closed - record.sent).count());
  if (record.done != kNever) latencies_.done.record((record.done - record.sent).count());
  if (record.connecting != kNever) latencies_.connect.record((record.connected - record.connecting).count());
  const auto later_tokens = record.completion_tokens - record.first_event_tokens;
  if (record.first_token != kNever && later_tokens > 0) {
    latencies_.tpot.record((record.last_token - record.first_token).count() / later_tokens);
  }
  for (const Duration gap : gaps) latencies_.icl.record(gap.count());
  if (!gaps.empty()) latencies_.stall.record(record.longest_stall.count());
}

void WorkerStatistics::add_to_minute(const RequestRecord& record) {
  if (record.sent == kNever || record.outcome == Outcome::abandoned) return;
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

void WorkerStatistics::add_to_steady_window(const RequestRecord& record) {
  if (record.closed < steady_begin_ || record.closed >= steady_end_ || record.outcome == Outcome::abandoned) return;
  ++steady_requests_;
  if (record.outcome != Outcome::success) return;
  ++steady_successes_;
  steady_prompt_tokens_ += static_cast<std::uint64_t>(record.prompt_tokens);
  steady_completion_tokens_ += static_cast<std::uint64_t>(record.completion_tokens);
}

void WorkerStatistics::end_steady_window(TimePoint now) { steady_end_ = std::min(steady_end_, now); }

Duration WorkerStatistics::steady_length() const {
  return std::max<Duration>(steady_end_ - steady_begin_, Duration::zero());
}

Throughput WorkerStatistics::steady() const {
  const double seconds = to_seconds(steady_length());
  if (seconds <= 0) return {};
  return {.requests_per_second = static_cast<double>(steady_requests_) / seconds,
          .successes_per_second = static_cast<double>(steady_successes_) / seconds,
          .prompt_tokens_per_second = static_cast<double>(steady_prompt_tokens_) / seconds,
          .completion_tokens_per_second = static_cast<double>(steady_completion_tokens_) / seconds};
}

}  // namespace oaisim::loadtest
