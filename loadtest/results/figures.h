// The figures of many requests: latencies, counts, tokens and throughputs.
//
// Latencies and tokens are of successes.  Units: nanoseconds in histograms where nothing else is said.
// Thread safety: values.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "common/stats/hdr_histogram.h"
#include "loadtest/plan/slo.h"
#include "loadtest/results/request_record.h"

namespace oaisim::loadtest {

// A latency from both beginnings: from `intended` there is no coordinated omission.
struct Latency {
  HdrHistogram from_intended;
  HdrHistogram from_sent;

  void add(const RequestRecord& record, TimePoint end);  // nothing when the end is kNever
  void merge(const Latency& other);
};

struct Latencies {
  Latency first_byte;
  Latency ttft;
  Latency e2e;  // to the last token
  HdrHistogram tpot;
  HdrHistogram icl;      // the gaps between content events of all streams
  HdrHistogram stall;    // the longest gap of each stream
  HdrHistogram done;     // from sent to `[DONE]`
  HdrHistogram closed;   // from sent to the reply's last byte
  HdrHistogram connect;  // of requests that opened a connection

  void merge(const Latencies& other);
};

struct Counts {
  std::uint64_t requests = 0;
  std::array<std::uint64_t, kOutcomes> by_outcome{};
  std::array<std::uint64_t, 4> by_limit_reason{};  // of the 429s; see LimitReason
  std::uint64_t not_sent = 0;                      // of those abandoned: held back by --max-rpm or --max-tpm
  std::uint64_t retries = 0;                       // failures that were retried; not in by_outcome
  std::array<std::uint64_t, 4> retried_by_reason{};
  std::uint64_t prompt_tokens = 0;
  std::uint64_t completion_tokens = 0;
  std::uint64_t cached_tokens = 0;       // of the prompt tokens, where the server told
  std::uint64_t reasoning_tokens = 0;    // of the completion tokens, where the server told
  std::uint64_t tokens_from_usage = 0;   // replies whose tokens `usage` told
  std::uint64_t tokens_from_events = 0;  // replies whose content events were counted
  std::uint64_t token_mismatches = 0;    // streams whose content events were not as many as `usage` told tokens
  std::uint64_t gaps_dropped = 0;        // beyond kMaxGaps of one stream: not in the ICL figures

  std::uint64_t of(Outcome outcome) const { return by_outcome[static_cast<std::size_t>(outcome)]; }
  std::uint64_t limited_for(LimitReason reason) const { return by_limit_reason[static_cast<std::size_t>(reason)]; }
  std::uint64_t failures() const;                      // neither success nor abandoned nor cancelled
  std::uint64_t finished() const;                      // successes and failures
  double share_of_finished(std::uint64_t part) const;  // 0 when there are none
  void add(const RequestRecord& record, std::uint64_t gaps_dropped);
  void merge(const Counts& other);
};

// Rates of workers whose windows differ a little add up.
struct Throughput {
  double requests_per_second = 0;  // replies of any kind
  double successes_per_second = 0;
  double prompt_tokens_per_second = 0;
  double completion_tokens_per_second = 0;

  Throughput& operator+=(const Throughput& other);
};

// The tokens of each reply.
struct TokenFigures {
  HdrHistogram input;
  HdrHistogram output;
  // Thousandths of output tokens per second: of a stream those after the first event, over the time from the first
  // token to the last; of a whole reply all of them, over the time from sent.
  HdrHistogram per_user;

  void add(const RequestRecord& record);  // REQUIRES: it is a success
  void merge(const TokenFigures& other);
};

// How many requests met every SLO.  All 0 when there were none to meet.
struct Goodput {
  std::uint64_t met = 0;      // of those after the warm-up
  std::uint64_t offered = 0;  // after the warm-up: failures, abandoned and dropped sends among them
  double per_second = 0;      // that met them, in the steady window

  double share() const { return offered == 0 ? 0 : static_cast<double>(met) / static_cast<double>(offered); }
};

// Time per output token after the first event.  Nothing: the reply had no more.
std::optional<Duration> tpot_of(const RequestRecord& record);

// Whether a request succeeded and met all of them.  A reply of one event has neither a TPOT nor a stall that could be
// too long; one without a first token, such as one that is not streamed, does not meet a TTFT.
bool meets(const RequestRecord& record, std::span<const Slo> slos);

// What was counted, per second of `length`.
Throughput throughput_of(const Counts& counts, Duration length);

}  // namespace oaisim::loadtest
