#include "loadtest/plan/stream_metrics.h"

#include <doctest/doctest.h>

using namespace oaisim;
using namespace oaisim::loadtest;

TEST_CASE("figures of streams need streams") {
  for (const char* text :
       {"ttft_p99>1s", "tpot_mean>1s", "icl_p50>1s", "stall_max>1s", "stage[1].ttft_intended_p99>1s"}) {
    CAPTURE(text);
    const auto threshold = *parse_threshold(text);
    CHECK(check_measured("--x", threshold, true).ok());
    const auto refused = check_measured("--x", threshold, false);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().message.starts_with("--x: '" + std::string(text) + "' needs --stream"));
  }
  for (const char* text : {"e2e_p99>1s", "first_byte_p99>1s", "error_rate>1%", "output_tokens_mean>1", "rps<1"}) {
    CHECK(check_measured("--x", *parse_threshold(text), false).ok());
  }
}

TEST_CASE("what must hold is the way round that a server can get worse") {
  for (const char* text :
       {"ttft_p99<5ms", "error_rate<=1%", "rate_429<1%", "goodput_rate>99%", "rps>=5", "tokens_per_second>5",
        "user_tokens_per_second_p50>5", "output_tokens_mean>1", "output_tokens_mean<1"}) {
    CAPTURE(text);
    CHECK(check_direction("--slo", *parse_threshold(text)).ok());
  }
  CHECK(check_direction("--slo", *parse_threshold("ttft_p99>5ms")).error().message ==
        "--slo: 'ttft_p99>5ms' is what must hold, so it needs < or <=");
  CHECK_FALSE(check_direction("--slo", *parse_threshold("error_rate>=1%")).ok());
  CHECK(check_direction("--slo", *parse_threshold("goodput<5")).error().message ==
        "--slo: 'goodput<5' is what must hold, so it needs > or >=");
}
