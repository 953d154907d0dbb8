#include "loadtest/results/figures.h"

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

std::uint64_t Counts::finished() const { return requests - of(Outcome::abandoned) - of(Outcome::cancelled); }
std::uint64_t Counts::failures() const { return finished() - of(Outcome::success); }

double Counts::share_of_finished(std::uint64_t part) const {
  return finished() == 0 ? 0 : static_cast<double>(part) / static_cast<double>(finished());
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

void TokenFigures::merge(const TokenFigures& other) {
  input.merge(other.input);
  output.merge(other.output);
  per_user.merge(other.per_user);
}

}  // namespace oaisim::loadtest
