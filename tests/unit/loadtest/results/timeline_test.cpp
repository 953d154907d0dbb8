#include "loadtest/results/timeline.h"

#include <doctest/doctest.h>

using namespace oaisim;
using namespace oaisim::loadtest;
using namespace std::chrono_literals;

namespace {

constexpr TimePoint kStart{1h};

RequestRecord reply(Duration begin, Duration end, Outcome outcome = Outcome::success) {
  RequestRecord record;
  record.intended = kStart + begin;
  record.sent = kStart + begin + 1ms;
  record.first_token = record.last_token = record.closed = kStart + end;
  record.completion_tokens = 5;
  record.outcome = outcome;
  return record;
}

void perform(Timeline& timeline, const RequestRecord& record, int level = 0) {
  timeline.offer(record.intended);
  timeline.begin(record.intended, level);
  timeline.end(record);
}

}  // namespace

TEST_CASE("a request is offered when it was due and counts as over when it was over") {
  Timeline timeline(kStart);
  perform(timeline, reply(50ms, 250ms), 3);
  perform(timeline, reply(260ms, 270ms, Outcome::rate_limited), 5);
  perform(timeline, reply(280ms, 290ms, Outcome::server_error));
  perform(timeline, reply(291ms, 292ms, Outcome::cancelled));
  const auto slices = timeline.slices(kStart + 300ms);
  REQUIRE(slices.size() >= 3);
  CHECK(slices[0].offered == 1);
  CHECK(slices[0].succeeded == 0);
  CHECK(slices[0].active_workers == 3);
  CHECK(slices[2].offered == 3);
  CHECK(slices[2].succeeded == 1);
  CHECK(slices[2].limited == 1);
  CHECK(slices[2].failed == 1);
  CHECK(slices[2].output_tokens == 5);
  CHECK(slices[2].active_workers == 5);
  CHECK(slices[2].e2e.from_intended.count() == 1);
  CHECK(slices[2].e2e.from_intended.max() == Duration(200ms).count());
  CHECK(slices[2].e2e.from_sent.max() == Duration(199ms).count());
}

TEST_CASE("the mean in flight is over time and the maximum is exact") {
  Timeline timeline(kStart);
  timeline.begin(kStart, 0);
  timeline.begin(kStart + 50ms, 0);
  timeline.end(reply(0ms, 75ms));
  timeline.end(reply(50ms, 250ms));
  const auto slices = timeline.slices(kStart + 250ms);
  REQUIRE(slices.size() == 3);
  CHECK(slices[0].in_flight_mean == doctest::Approx(1.25));
  CHECK(slices[0].in_flight_max == 2);
  CHECK(slices[1].in_flight_mean == doctest::Approx(1));
  CHECK(slices[1].in_flight_max == 1);
  CHECK(slices[2].in_flight_mean == doctest::Approx(1).epsilon(1e-6));
  CHECK(slices[2].length == 50ms + 1ns);
}

TEST_CASE("a long run has at most as many slices as are allowed, and loses nothing") {
  Timeline timeline(kStart);
  for (int second = 0; second < 3600; ++second) perform(timeline, reply(second * 1s, second * 1s + 100ms));
  const auto slices = timeline.slices(kStart + 3600s);
  CHECK(slices.size() <= Timeline::kMaxSlices);
  CHECK(slices.size() > Timeline::kMaxSlices / 2);
  std::uint64_t offered = 0, succeeded = 0, latencies = 0;
  for (std::size_t i = 0; i < slices.size(); ++i) {
    CHECK(slices[i].begin == slices[0].length * static_cast<int>(i));
    CHECK(slices[i].in_flight_max == 1);
    offered += slices[i].offered;
    succeeded += slices[i].succeeded;
    latencies += slices[i].ttft.from_sent.count();
  }
  CHECK(offered == 3600);
  CHECK(succeeded == 3600);
  CHECK(latencies == 3600);
}

TEST_CASE("workers' timelines of different lengths add up") {
  Timeline one(kStart), other(kStart);
  perform(one, reply(10ms, 20ms));
  for (int second = 0; second < 60; ++second) perform(other, reply(second * 1s, second * 1s + 20ms));
  one.merge(other);
  const auto slices = one.slices(kStart + 60s);
  CHECK(slices[0].offered == 2);
  CHECK(slices[0].in_flight_max == 2);
  CHECK(slices.back().begin + slices.back().length <= 60s + 1ns);
}

TEST_CASE("what happened at the very end is in the last slice") {
  Timeline timeline(kStart);
  perform(timeline, reply(50ms, 100ms));
  const auto slices = timeline.slices(kStart + 100ms);
  REQUIRE(slices.size() == 2);
  CHECK(slices[1].succeeded == 1);
}
