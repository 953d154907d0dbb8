#include "loadtest/results/progress.h"

#include <doctest/doctest.h>

using namespace oaisim;
using namespace oaisim::loadtest;
using namespace std::chrono_literals;

namespace {

constexpr TimePoint kStart{1h};

RequestRecord reply(Outcome outcome, Duration ttft = 10ms) {
  RequestRecord record;
  record.intended = kStart;
  record.first_token = kStart + ttft;
  record.last_token = kStart + 2 * ttft;
  record.outcome = outcome;
  return record;
}

}  // namespace

TEST_CASE("what all workers show is added up") {
  LiveFigures one, other;
  one.offered.add(3);
  one.in_flight.add(1);
  one.add(reply(Outcome::success));
  one.add(reply(Outcome::rate_limited));
  other.add(reply(Outcome::timeout));
  other.add(reply(Outcome::abandoned));
  ProgressSampler sampler({&one, &other}, 1s);
  const auto progress = sampler.sample(500ms);
  CHECK(progress.offered == 3);
  CHECK(progress.finished() == 3);
  CHECK(progress.succeeded() == 1);
  CHECK(progress.limited() == 1);
  CHECK(progress.failed() == 1);
  CHECK(progress.of(Outcome::timeout) == 1);
  CHECK(progress.of(Outcome::abandoned) == 1);
  CHECK(progress.in_flight == 1);
  CHECK(progress.ttft.empty());  // no period is over
}

TEST_CASE("failing classes are told by how often they were met, without 429s") {
  using Classes = std::vector<std::pair<std::string_view, std::uint64_t>>;
  LiveFigures worker;
  for (const Outcome outcome : {Outcome::success, Outcome::connect, Outcome::server_error, Outcome::rate_limited,
                                Outcome::rate_limited, Outcome::server_error, Outcome::bad_body, Outcome::cancelled}) {
    worker.add(reply(outcome));
  }
  const auto progress = ProgressSampler({&worker}, 1s).sample(500ms);
  CHECK(failing_classes(progress) == Classes{{"5xx", 2}, {"connect", 1}, {"bad_body", 1}});
  CHECK(progress.failed() == 4);
  CHECK(failing_classes(Progress{}).empty());
}

TEST_CASE("latencies are those of the last period alone") {
  LiveFigures worker;
  ProgressSampler sampler({&worker}, 1s);
  worker.add(reply(Outcome::success, 10ms));
  const auto first = sampler.sample(1s);
  CHECK(first.ttft.count() == 1);
  CHECK(static_cast<double>(first.ttft.percentile(50)) == doctest::Approx(10e6).epsilon(0.01));
  CHECK(static_cast<double>(first.e2e.percentile(50)) == doctest::Approx(20e6).epsilon(0.01));
  worker.add(reply(Outcome::success, 500ms));
  CHECK(sampler.sample(1500ms).ttft.count() == 1);
  const auto second = sampler.sample(2s);
  CHECK(second.ttft.count() == 1);
  CHECK(static_cast<double>(second.ttft.percentile(50)) == doctest::Approx(500e6).epsilon(0.01));
  CHECK(sampler.sample(3s).ttft.empty());
}

TEST_CASE("a clock that steps back a little makes no huge latency") {
  LiveFigures worker;
  ProgressSampler sampler({&worker}, 1s);
  worker.add(reply(Outcome::success, -5ns));
  CHECK(sampler.sample(1s).ttft.max() == 0);
}
