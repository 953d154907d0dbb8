// How far what a client measured is from what the server says it did, when the server is a simulator that tells.
//
//   client   sent ─────────────────────────────── first_token ── gap ── … last_token
//                \ request's way                  / reply's way
//   server        arrival ── due[0], sent[0] ────── due[1], sent[1] …
//
// The server counts from the arrival of the request and the client from its sending, each by its own clock, so nothing
// has to be known of how the clocks differ: a TTFT and an E2E of the client are longer than those of the server by the
// way of the request and the way of the reply, which the machine's error floor shows; a gap by how much the ways of two
// events differ.  A difference in either direction is an error.
//
// Each event with content belongs to the token of its place.  A reply of which the server tells more or fewer tokens
// than events came, tells them in another order, or tells one before its event has come, is not compared but counted.
//
// Units: nanoseconds in histograms.  Thread safety: values; each worker has its own, merge() when it is over.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "common/stats/hdr_histogram.h"
#include "loadtest/results/request_record.h"

namespace oaisim::loadtest {

// When a server meant to send something and when it did, or the time between two such moments.
struct SendMoment {
  Duration due{};
  Duration sent{};

  SendMoment operator-(const SendMoment& earlier) const { return {due - earlier.due, sent - earlier.sent}; }
};

// What a server told of one token of its reply, or of a whole reply.
struct SentToken {
  std::int64_t token = 0;           // its place in the reply, from 0
  std::int64_t content_events = 0;  // that had come when it was told
  SendMoment at = {};               // since the request arrived at the server
};

// One figure, by the server and by the client.
struct TimingFigure {
  HdrHistogram server;         // as the server sent
  HdrHistogram measured;       // by the client
  HdrHistogram error;          // of each: between the two
  HdrHistogram from_schedule;  // of each: between what was measured and what was planned

  void add(Duration measured_by_client, const SendMoment& by_server);
  void merge(const TimingFigure& other);
};

struct TimingErrors {
  TimingFigure ttft;           // of streams
  TimingFigure gap;            // between events with content
  TimingFigure first_to_last;  // token of streams
  TimingFigure e2e;
  HdrHistogram server_late;        // of each token: sent after it was due
  std::uint64_t compared = 0;      // replies
  std::uint64_t not_compared = 0;  // successes whose events and tokens do not go together
  std::uint64_t content_events = 0;

  // What is no success is passed over.  `told`: in the order in which it came.
  void add(const RequestRecord& record, std::span<const Duration> gaps, std::span<const SentToken> told);
  void merge(const TimingErrors& other);
};

struct NamedTiming {
  std::string_view name;  // for people
  std::string_view key;   // for programs
  TimingFigure TimingErrors::*figure;
};

// In the order of reports.
inline constexpr std::array<NamedTiming, 4> kTimings{{{"TTFT", "ttft", &TimingErrors::ttft},
                                                      {"gap", "gap", &TimingErrors::gap},
                                                      {"first to last", "first_to_last", &TimingErrors::first_to_last},
                                                      {"E2E", "e2e", &TimingErrors::e2e}}};

}  // namespace oaisim::loadtest
