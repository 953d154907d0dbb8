#include "loadtest/results/segment_table.h"

#include <doctest/doctest.h>

using namespace oaisim;
using namespace oaisim::loadtest;
using namespace std::chrono_literals;

namespace {

constexpr TimePoint kStart{1h};

RequestRecord at_level(std::int32_t level, Duration e2e = 10ms) {
  RequestRecord record;
  record.level = level;
  record.intended = kStart;
  record.sent = kStart + 1ms;
  record.first_token = kStart + 2ms;
  record.last_token = kStart + e2e;
  record.completion_tokens = 9;
  record.first_event_tokens = 1;
  record.outcome = Outcome::success;
  return record;
}

std::vector<std::string> names(const SegmentTable& table) {
  std::vector<std::string> found;
  for (const auto& segment : table.segments()) found.push_back(segment.name);
  return found;
}

}  // namespace

TEST_CASE("few numbers keep a segment each, ascending, however large they are") {
  SegmentTable table(4);
  for (const int level : {1000, 8, 8, 100}) table.add(level, at_level(level), {}, 0);
  CHECK(names(table) == std::vector<std::string>{"8", "100", "1000"});
  CHECK(table.segments()[0].counts.requests == 2);
  CHECK(table.segments()[0].level == 8);
}

TEST_CASE("many numbers become ranges, and none is lost") {
  SegmentTable table(24);
  for (int level = 1; level <= 1000; ++level) table.add(level, at_level(level), {}, 0);
  const auto segments = table.segments();
  CHECK(segments.size() <= 24);
  CHECK(segments.size() > 12);
  std::uint64_t requests = 0;
  for (const auto& segment : segments) requests += segment.counts.requests;
  CHECK(requests == 1000);
  CHECK(segments.front().name == "1-64");
  CHECK(segments.front().level == doctest::Approx(32.5));
  CHECK(segments.back().name == "961-1000");
}

TEST_CASE("a segment's throughput is over the time that passed in it, all visits together") {
  SegmentTable table(4);
  table.enter(kStart, 1);
  table.enter(kStart + 2s, 2);
  table.enter(kStart + 3s, 1);
  table.leave(kStart + 5s);
  for (int i = 0; i < 8; ++i) table.add(1, at_level(1), {}, 0);
  table.add(2, at_level(2), {}, 0);
  const auto segments = table.segments();
  REQUIRE(segments.size() == 2);
  CHECK(segments[0].length == 4s);
  CHECK(segments[0].throughput.successes_per_second == doctest::Approx(2));
  CHECK(segments[0].throughput.completion_tokens_per_second == doctest::Approx(18));
  CHECK(segments[1].length == 1s);
}

TEST_CASE("the times that workers saw are shares of the time that there was") {
  SegmentTable table(4);
  table.add(1, at_level(1), {}, 0);
  table.add(2, at_level(2), {}, 0);
  table.scale_time(6s);  // no time was seen: nothing to share
  CHECK(table.segments()[0].length == 0s);
  table.add_time(1, 4s);
  table.add_time(2, 8s);
  table.scale_time(6s);
  CHECK(table.segments()[0].length == 2s);
  CHECK(table.segments()[1].length == 4s);
}

TEST_CASE("latencies are of successes, from both beginnings") {
  SegmentTable table(4);
  const Duration gaps[] = {3ms};
  table.add(1, at_level(1), gaps, 0);
  auto failed = at_level(1);
  failed.outcome = Outcome::server_error;
  table.add(1, failed, gaps, 0);
  const auto segment = table.segments().front();
  CHECK(segment.counts.failures() == 1);
  CHECK(segment.e2e.from_intended.max() == Duration(10ms).count());
  CHECK(segment.e2e.from_sent.max() == Duration(9ms).count());
  CHECK(segment.ttft.from_sent.count() == 1);
  CHECK(segment.tpot.max() == Duration(1ms).count());
  CHECK(segment.icl.count() == 1);
}

TEST_CASE("workers' tables of different widths are put together") {
  SegmentTable narrow(4), wide(4);
  for (int level = 1; level <= 3; ++level) narrow.add(level, at_level(level), {}, 0);
  for (int level = 1; level <= 16; ++level) wide.add(level, at_level(level), {}, 0);
  narrow.enter(kStart, 1);
  narrow.leave(kStart + 3s);
  wide.enter(kStart, 1);
  wide.leave(kStart + 2s);
  narrow.merge(wide);
  CHECK(names(narrow) == std::vector<std::string>{"1-4", "5-8", "9-12", "13-16"});
  CHECK(narrow.segments()[0].counts.requests == 7);
  CHECK(narrow.segments()[0].length == 5s);
}
