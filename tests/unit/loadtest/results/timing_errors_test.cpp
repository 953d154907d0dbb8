#include "loadtest/results/timing_errors.h"

#include <doctest/doctest.h>

#include <vector>

using namespace oaisim;
using namespace oaisim::loadtest;
using namespace std::chrono_literals;

namespace {

constexpr TimePoint kSent{1h};
constexpr Duration kWire = 1000us;  // of the whole way, both directions

// A stream of which the server sent each token on time: the first after 100 ms, the others 20 ms apart.
struct Stream {
  RequestRecord record;
  std::vector<Duration> gaps;
  std::vector<SentToken> told;

  explicit Stream(std::int64_t tokens) {
    for (std::int64_t k = 0; k < tokens; ++k) {
      told.push_back({.token = k, .content_events = k + 1, .at = {.due = 100ms + 20ms * k, .sent = 100ms + 20ms * k}});
    }
    gaps.assign(static_cast<std::size_t>(tokens) - 1, 20ms);
    record.outcome = Outcome::success;
    record.sent = kSent;
    record.first_token = kSent + 100ms + kWire;
    record.last_token = record.first_token + 20ms * (tokens - 1);
    record.content_events = tokens;
  }

  TimingErrors errors() const {
    TimingErrors errors;
    errors.add(record, gaps, told);
    return errors;
  }
};

}  // namespace

TEST_CASE("the error of a TTFT and an E2E is the way of request and reply, and gaps have none") {
  const TimingErrors errors = Stream(5).errors();
  CHECK(errors.compared == 1);
  CHECK(errors.not_compared == 0);
  CHECK(errors.content_events == 5);
  CHECK(errors.ttft.server.max() == Duration(100ms).count());
  CHECK(errors.ttft.measured.max() == Duration(100ms + kWire).count());
  CHECK(errors.ttft.error.max() == kWire.count());
  CHECK(errors.e2e.error.max() == kWire.count());
  CHECK(errors.gap.error.count() == 4);
  CHECK(errors.gap.error.max() == 0);
  CHECK(errors.first_to_last.error.max() == 0);
  CHECK(errors.first_to_last.server.max() == Duration(80ms).count());
}

TEST_CASE("a figure that is too short is as wrong as one that is too long") {
  Stream stream(3);
  stream.gaps = {15ms, 25ms};
  stream.record.first_token = kSent + 93ms;
  const TimingErrors errors = stream.errors();
  CHECK(errors.gap.error.count() == 2);
  CHECK(errors.gap.error.min() == Duration(5ms).count());
  CHECK(errors.gap.error.max() == Duration(5ms).count());
  CHECK(errors.ttft.error.max() == Duration(7ms).count());
}

TEST_CASE("a server that was late is no error of the client, and is told apart from its schedule") {
  Stream stream(3);
  for (auto& token : stream.told) token.at.sent += 30ms;
  stream.record.first_token += 30ms;
  stream.record.last_token += 30ms;
  const TimingErrors errors = stream.errors();
  CHECK(errors.ttft.error.max() == kWire.count());
  CHECK(errors.ttft.from_schedule.max() == Duration(30ms + kWire).count());
  CHECK(errors.gap.from_schedule.max() == 0);
  CHECK(errors.server_late.min() == Duration(30ms).count());
}

TEST_CASE("a pairing that is off by one token shows, in the figures or in the count") {
  Stream swallowed(5);  // one more event came than the server sent tokens
  swallowed.told.pop_back();
  CHECK(swallowed.errors().not_compared == 1);
  CHECK(swallowed.errors().compared == 0);

  Stream late_first(5);  // the client took the second event for the first
  late_first.record.first_token += 20ms;
  CHECK(late_first.errors().ttft.error.max() == Duration(20ms + kWire).count());
  CHECK(late_first.errors().first_to_last.error.max() == Duration(20ms).count());

  Stream merged(5);  // two gaps were taken for one of twice the length and one of none
  merged.gaps = {20ms, 40ms, 0ms, 20ms};
  CHECK(merged.errors().gap.error.max() == Duration(20ms).count());
}

TEST_CASE("tokens that are told in another order, twice, or before their event came, are not compared") {
  Stream swapped(3);
  std::swap(swapped.told[0], swapped.told[1]);
  CHECK(swapped.errors().not_compared == 1);
  Stream twice(3);
  twice.told[2].token = 1;
  CHECK(twice.errors().not_compared == 1);
  Stream early(3);
  early.told[1].content_events = 1;
  CHECK(early.errors().not_compared == 1);
  Stream short_of_gaps(3);
  short_of_gaps.gaps.pop_back();
  CHECK(short_of_gaps.errors().not_compared == 1);
}

TEST_CASE("a whole reply has an E2E alone, and is told of once") {
  Stream whole(1);
  whole.record.first_token = kNever;
  whole.record.content_events = 0;
  CHECK(whole.errors().compared == 1);
  CHECK(whole.errors().e2e.error.max() == kWire.count());
  CHECK(whole.errors().ttft.error.empty());
  whole.told.clear();
  CHECK(whole.errors().not_compared == 1);
}

TEST_CASE("what is no success is passed over") {
  Stream failed(3);
  failed.record.outcome = Outcome::broken_stream;
  CHECK(failed.errors().compared + failed.errors().not_compared == 0);
}

TEST_CASE("the errors of several workers are those of all") {
  Stream worse(4);
  worse.record.first_token += 5ms;
  TimingErrors errors = Stream(5).errors();
  errors.merge(worse.errors());
  CHECK(errors.compared == 2);
  CHECK(errors.content_events == 9);
  CHECK(errors.ttft.error.count() == 2);
  CHECK(errors.ttft.error.max() == Duration(5ms + kWire).count());
  CHECK(errors.gap.error.count() == 7);
  CHECK(errors.server_late.count() == 9);
}
