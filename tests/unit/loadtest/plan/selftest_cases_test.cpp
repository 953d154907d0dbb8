#include "loadtest/plan/selftest_cases.h"

#include <doctest/doctest.h>

#include <map>

using namespace oaisim;
using namespace oaisim::loadtest;
using namespace std::chrono_literals;

TEST_CASE("however many streams there are, they send no more than ten thousand events a second together") {
  const std::vector<std::int64_t> counts{1, 7, 100, 1000, kMostStreams};
  const auto cases = selftest_cases(counts, 3);
  REQUIRE(cases.size() == counts.size() + 2);
  for (std::size_t i = 0; i < counts.size(); ++i) {
    CAPTURE(counts[i]);
    CHECK(cases[i].users == counts[i]);
    CHECK(cases[i].requests == 3 * counts[i]);
    CHECK(cases[i].stream);
    CHECK(cases[i].tokens >= 5);
    CHECK(static_cast<double>(counts[i]) / to_seconds(cases[i].between_tokens) <= 10'000.1);
    CHECK(cases[i].length() < 10s);
  }
  CHECK(cases[0].name == "1 stream");
  CHECK(cases[1].name == "7 streams");
}

TEST_CASE("a request asks for its case by headers of the simulator") {
  const std::vector<std::int64_t> counts{100};
  const auto cases = selftest_cases(counts, 2);
  const RunPlan plan = selftest_plan(cases[0], {});
  std::map<std::string, std::string> headers;
  for (const auto& header : plan.target.headers) headers[header.name] = header.value;
  CHECK(headers["x-sim-ttft-ms"] == "200.000000");
  CHECK(headers["x-sim-itl-ms"] == "10.000000");
  CHECK(headers["x-sim-output-tokens"] == "50");
  CHECK(headers["x-sim-debug-timing"] == "true");
  CHECK(plan.load.users == 100);
  CHECK(plan.load.requests == 200);
  CHECK(plan.request.server_times);
  CHECK(plan.request.max_tokens == 50);
}

TEST_CASE("numbers of streams are a list without doubles") {
  CHECK(*parse_stream_counts("1,100,1000") == std::vector<std::int64_t>{1, 100, 1000});
  for (const char* text : {"", "0", "-1", "x", "1,", ",1", "1,,2", "10001", "5,1,5", "1.5", "99999999999999999999"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_stream_counts(text).ok());
  }
  CHECK(parse_stream_counts("1,x").error().message ==
        "'x' is no number of streams; allowed: 1 to 10000, several with commas between, as in 1,100,1000");
}
