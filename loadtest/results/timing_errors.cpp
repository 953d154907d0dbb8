#include "loadtest/results/timing_errors.h"

#include <chrono>

namespace oaisim::loadtest {
namespace {

void record_distance(HdrHistogram& histogram, Duration a, Duration b) {
  histogram.record(std::chrono::abs(a - b).count());
}

// A whole reply is told of as one.
bool is_paired_whole(std::span<const SentToken> told) { return told.size() == 1; }

bool is_paired_stream(const RequestRecord& record, std::span<const Duration> gaps, std::span<const SentToken> told) {
  const auto events = static_cast<std::size_t>(record.content_events);
  if (told.size() != events || gaps.size() + 1 != events) return false;
  for (std::size_t k = 0; k < events; ++k) {
    if (told[k].token != static_cast<std::int64_t>(k) || told[k].content_events <= told[k].token) return false;
  }
  return true;
}

}  // namespace

void TimingFigure::add(Duration measured_by_client, const SendMoment& by_server) {
  server.record(by_server.sent.count());
  measured.record(measured_by_client.count());
  record_distance(error, measured_by_client, by_server.sent);
  record_distance(from_schedule, measured_by_client, by_server.due);
}

void TimingFigure::merge(const TimingFigure& other) {
  server.merge(other.server);
  measured.merge(other.measured);
  error.merge(other.error);
  from_schedule.merge(other.from_schedule);
}

void TimingErrors::add(const RequestRecord& record, std::span<const Duration> gaps, std::span<const SentToken> told) {
  if (record.outcome != Outcome::success) return;
  content_events += static_cast<std::uint64_t>(record.content_events);
  const bool stream = record.first_token != kNever;
  if (!(stream ? is_paired_stream(record, gaps, told) : is_paired_whole(told))) {
    ++not_compared;
    return;
  }
  ++compared;
  for (const auto& token : told) server_late.record((token.at.sent - token.at.due).count());
  e2e.add(record.last_token - record.sent, told.back().at);
  if (!stream) return;
  ttft.add(record.first_token - record.sent, told.front().at);
  first_to_last.add(record.last_token - record.first_token, told.back().at - told.front().at);
  for (std::size_t k = 0; k < gaps.size(); ++k) gap.add(gaps[k], told[k + 1].at - told[k].at);
}

void TimingErrors::merge(const TimingErrors& other) {
  for (const auto& timing : kTimings) (this->*timing.figure).merge(other.*timing.figure);
  server_late.merge(other.server_late);
  compared += other.compared;
  not_compared += other.not_compared;
  content_events += other.content_events;
}

}  // namespace oaisim::loadtest
