#include "loadtest/results/figures.h"

#include <algorithm>
#include <cmath>

namespace oaisim::loadtest {
namespace {

constexpr double kThousandthsPerNanosecond = 1e12;  // tokens per nanosecond, in thousandths per second

bool meets(const RequestRecord& record, const Slo& slo) {
  const TimePoint begin = slo.intended ? record.intended : record.sent;
  switch (slo.metric) {
    case SloMetric::ttft:
      return record.first_token != kNever && slo.is_met_by(record.first_token - begin);
    case SloMetric::e2e:
      return record.last_token != kNever && slo.is_met_by(record.last_token - begin);
    case SloMetric::tpot: {
      const auto tpot = tpot_of(record);
      return !tpot || slo.is_met_by(*tpot);
    }
    case SloMetric::stall:
      return record.content_events < 2 || slo.is_met_by(record.longest_stall);
  }
  return false;
}

}  // namespace

void Latency::add(const RequestRecord& record, TimePoint end) {
  if (end == kNever) return;
  from_intended.record((end - record.intended).count());
  from_sent.record((end - record.sent).count());
}

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

std::uint64_t Counts::finished() const { return requests - of(Outcome::abandoned) - of(Outcome::cancelled); }
std::uint64_t Counts::failures() const { return finished() - of(Outcome::success); }

double Counts::share_of_finished(std::uint64_t part) const {
  return finished() == 0 ? 0 : static_cast<double>(part) / static_cast<double>(finished());
}

void Counts::add(const RequestRecord& record, std::uint64_t dropped) {
  ++requests;
  ++by_outcome[static_cast<std::size_t>(record.outcome)];
  not_sent += record.held_back ? 1 : 0;
  if (record.outcome == Outcome::rate_limited) ++by_limit_reason[static_cast<std::size_t>(record.limit_reason)];
  if (record.outcome != Outcome::success) return;
  prompt_tokens += static_cast<std::uint64_t>(record.prompt_tokens);
  completion_tokens += static_cast<std::uint64_t>(record.completion_tokens);
  cached_tokens += static_cast<std::uint64_t>(record.cached_tokens);
  reasoning_tokens += static_cast<std::uint64_t>(record.reasoning_tokens);
  tokens_from_usage += record.token_source == TokenSource::usage ? 1 : 0;
  tokens_from_events += record.token_source == TokenSource::events ? 1 : 0;
  const bool streamed = record.done != kNever;
  if (streamed && record.token_source == TokenSource::usage &&
      record.content_events != record.completion_tokens - record.hidden_tokens) {
    ++token_mismatches;
  }
  gaps_dropped += dropped;
}

void Counts::merge(const Counts& other) {
  requests += other.requests;
  for (std::size_t i = 0; i < by_outcome.size(); ++i) by_outcome[i] += other.by_outcome[i];
  for (std::size_t i = 0; i < by_limit_reason.size(); ++i) {
    by_limit_reason[i] += other.by_limit_reason[i];
    retried_by_reason[i] += other.retried_by_reason[i];
  }
  not_sent += other.not_sent;
  retries += other.retries;
  prompt_tokens += other.prompt_tokens;
  completion_tokens += other.completion_tokens;
  cached_tokens += other.cached_tokens;
  reasoning_tokens += other.reasoning_tokens;
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

void TokenFigures::add(const RequestRecord& record) {
  if (record.token_source == TokenSource::none) return;
  input.record(record.prompt_tokens);
  output.record(record.completion_tokens);
  const bool streamed = record.first_token != kNever;
  const TokenCount tokens =
      record.completion_tokens - (streamed ? record.hidden_tokens + record.first_event_tokens : 0);
  const Duration time = record.last_token - (streamed ? record.first_token : record.sent);
  if (tokens <= 0 || time <= Duration::zero()) return;
  const double rate = static_cast<double>(tokens) / static_cast<double>(time.count()) * kThousandthsPerNanosecond;
  per_user.record(std::llround(rate));
}

void TokenFigures::merge(const TokenFigures& other) {
  input.merge(other.input);
  output.merge(other.output);
  per_user.merge(other.per_user);
}

std::optional<Duration> tpot_of(const RequestRecord& record) {
  const auto later_tokens = record.completion_tokens - record.hidden_tokens - record.first_event_tokens;
  if (record.first_token == kNever || later_tokens <= 0) return std::nullopt;
  return (record.last_token - record.first_token) / later_tokens;
}

bool meets(const RequestRecord& record, std::span<const Slo> slos) {
  return record.outcome == Outcome::success &&
         std::all_of(slos.begin(), slos.end(), [&](const Slo& slo) { return meets(record, slo); });
}

Throughput throughput_of(const Counts& counts, Duration length) {
  const double seconds = to_seconds(length);
  if (seconds <= 0) return {};
  return {.requests_per_second = static_cast<double>(counts.finished()) / seconds,
          .successes_per_second = static_cast<double>(counts.of(Outcome::success)) / seconds,
          .prompt_tokens_per_second = static_cast<double>(counts.prompt_tokens) / seconds,
          .completion_tokens_per_second = static_cast<double>(counts.completion_tokens) / seconds};
}

}  // namespace oaisim::loadtest
