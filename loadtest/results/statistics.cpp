#include "loadtest/results/statistics.h"

#include <algorithm>

namespace oaisim::loadtest {

void Latency::merge(const Latency& other) {
  from_intended.merge(other.from_intended);
  from_sent.merge(other.from_sent);
}

void Latencies::merge(const Latencies& other) {
  first_byte.merge(other.first_byte);
  ttft.merge(other.ttft);
  e2e.merge(other.e2e);
  tpot.merge(other.tpot);
  icl.merge(other.icl);
  stall.merge(other.stall);
  done.merge(other.done);
  closed.merge(other.closed);
  connect.merge(other.connect);
}

std::uint64_t Counts::failures() const {
  return requests - of(Outcome::success) - of(Outcome::cancelled) - of(Outcome::abandoned);
}

double Counts::share_of_finished(std::uint64_t part) const {
  const auto finished = requests - of(Outcome::cancelled) - of(Outcome::abandoned);
  return finished == 0 ? 0 : static_cast<double>(part) / static_cast<double>(finished);
}

void Counts::merge(const Counts& other) {
  requests += other.requests;
  for (std::size_t i = 0; i < by_outcome.size(); ++i) by_outcome[i] += other.by_outcome[i];
  for (std::size_t i = 0; i < by_limit_reason.size(); ++i) {
    by_limit_reason[i] += other.by_limit_reason[i];
    retried_by_reason[i] += other.retried_by_reason[i];
  }
  retries += other.retries;
  prompt_tokens += other.prompt_tokens;
  completion_tokens += other.completion_tokens;
  tokens_from_usage += other.tokens_from_usage;
  tokens_from_events += other.tokens_from_events;
  token_mismatches += other.token_mismatches;
  gaps_dropped += other.gaps_dropped;
}

Throughput& Throughput::operator+=(const Throughput& other) {
  requests_per_second += other.requests_per_second;
  successes_per_second += other.successes_per_second;
  prompt_tokens_per_second += other.prompt_tokens_per_second;
  completion_tokens_per_second += other.completion_tokens_per_second;
  return *this;
}

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
  if (!record.is_measured()) return;
  add_counts(measured_, record, gaps_dropped);
  if (record.outcome == Outcome::success) add_latencies(record, gaps);
}

void WorkerStatistics::add_retry(const RequestRecord& record) {
  const auto reason = static_cast<std::size_t>(record.limit_reason);
  for (Counts* counts : {&whole_run_, &measured_}) {
    if (counts == &measured_ && !record.is_measured()) continue;
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
  if (streamed && record.token_source == TokenSource::usage &&
      record.content_events != record.completion_tokens - record.hidden_tokens) {
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
  if (record.connecting != kNever) latencies_.connect.record((record.ready() - record.connecting).count());
  const auto later_tokens = record.completion_tokens - record.hidden_tokens - record.first_event_tokens;
  if (record.first_token != kNever && later_tokens > 0) {
    latencies_.tpot.record((record.last_token - record.first_token).count() / later_tokens);
  }
  for (const Duration gap : gaps) latencies_.icl.record(gap.count());
  if (!gaps.empty()) latencies_.stall.record(record.longest_stall.count());
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

void WorkerStatistics::add_to_steady_window(const RequestRecord& record) {
  if (record.closed < steady_begin_ || record.closed >= steady_end_ || record.outcome >= Outcome::cancelled) return;
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
