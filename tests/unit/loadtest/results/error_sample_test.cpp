#include "loadtest/results/error_sample.h"

#include <doctest/doctest.h>

#include <numeric>

using namespace oaisim::loadtest;

namespace {

std::uint64_t total(const std::vector<ErrorSample>& samples) {
  return std::accumulate(samples.begin(), samples.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const ErrorSample& sample) { return sum + sample.count; });
}

}  // namespace

TEST_CASE("the same error is counted and the most frequent comes first") {
  ErrorSamples samples, others;
  samples.add(Outcome::server_error, 500, "overloaded");
  for (int i = 0; i < 3; ++i) samples.add(Outcome::rate_limited, 429, "slow down");
  others.add(Outcome::server_error, 500, "overloaded");
  others.add(Outcome::server_error, 503, "overloaded");
  samples.merge(others);
  const auto sorted = samples.sorted();
  REQUIRE(sorted.size() == 3);
  CHECK(sorted[0].text == "slow down");
  CHECK(sorted[0].count == 3);
  CHECK(sorted[1].status == 500);
  CHECK(sorted[1].count == 2);
}

TEST_CASE("texts that are all different are bounded and still counted") {
  ErrorSamples samples;
  for (int i = 0; i < 1000; ++i)
    samples.add(Outcome::server_error, 500, "request " + std::string(1 + i % 250, 'x') + (i < 500 ? "a" : "b"));
  const auto sorted = samples.sorted();
  CHECK(sorted.size() == ErrorSamples::kMaxTexts + 1);
  CHECK(sorted[0].text.empty());
  CHECK(total(sorted) == 1000);
}

TEST_CASE("texts that differ in their numbers alone are one") {
  ErrorSamples samples, others;
  for (const char* text : {"retry after 10 s", "retry after 9 s", "retry after 10s", "retry after s", "12", "1 2"}) {
    samples.add(Outcome::rate_limited, 429, text);
  }
  others.add(Outcome::rate_limited, 429, "retry after 100 s");
  others.add(Outcome::rate_limited, 430, "retry after 100 s");
  samples.merge(others);
  const auto sorted = samples.sorted();
  CHECK(sorted[0].text == "retry after 10 s");
  CHECK(sorted[0].count == 3);
  CHECK(sorted.size() == 6);
}

TEST_CASE("a server that makes up statuses does not fill the memory") {
  ErrorSamples samples;
  for (int status = 100; status < 1000; ++status) samples.add(Outcome::bad_body, status, "x");
  CHECK(samples.sorted().size() <= ErrorSamples::kMaxSamples + 1);
  CHECK(total(samples.sorted()) == 900);
}

TEST_CASE("a text is cut between characters and has no control characters") {
  ErrorSamples samples;
  samples.add(Outcome::bad_body, 200, std::string(ErrorSamples::kMaxTextBytes - 1, 'a') + "\u00e9");
  samples.add(Outcome::bad_body, 200, "two\nlines\x1b[31m");
  CHECK(samples.sorted()[0].text == std::string(ErrorSamples::kMaxTextBytes - 1, 'a'));
  CHECK(samples.sorted()[1].text == "two lines [31m");
}
