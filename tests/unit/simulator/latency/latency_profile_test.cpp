#include "simulator/latency/latency_profile.h"

#include <doctest/doctest.h>

#include <string>

using namespace oaisim;
using nlohmann::json;

namespace {

std::string error_of(const char* text) {
  const auto profile = LatencyProfile::from_json(json::parse(text), "latency of gpt-4o");
  return profile ? "no error" : profile.error().message;
}

}  // namespace

TEST_CASE("a latency profile is read, and written the same") {
  const char* text = R"({
    "overhead_ms": 5.0, "ttft_ms": {"type": "lognormal", "mean": 400.0, "std_dev": 150.0},
    "prefill_per_token_ms": 0.05, "itl_ms": {"type": "normal", "mean": 19.0, "std_dev": 6.0},
    "per_unit_ms": 7.0, "load_factor": 3.0, "max_concurrency": 32, "max_queue": 100})";
  const auto profile = LatencyProfile::from_json(json::parse(text), "x");
  REQUIRE(profile.ok());
  CHECK(profile->overhead.mean() == 5.0);
  CHECK(profile->ttft->mean() == doctest::Approx(400));
  CHECK(profile->prefill_per_token.mean() == 0.05);
  CHECK(profile->itl == Distribution::normal(19, 6));
  CHECK(profile->load_factor == 3.0);
  CHECK(profile->max_concurrency == 32);
  CHECK(profile->max_queue == 100);
  CHECK(profile->to_json() == json::parse(text));
  CHECK(*LatencyProfile::from_json(profile->to_json(), "x") == *profile);
}

TEST_CASE("an empty profile takes no time and bounds nothing") {
  const auto profile = LatencyProfile::from_json(json::object(), "x");
  REQUIRE(profile.ok());
  CHECK(*profile == LatencyProfile{});
  CHECK(profile->itl.is_zero());
  CHECK_FALSE(profile->ttft.has_value());
  CHECK(profile->max_concurrency == 0);
}

TEST_CASE("keys that are absent keep the former profile and null removes the ttft") {
  LatencyProfile before;
  before.itl = Distribution::constant(19);
  before.ttft = Distribution::constant(300);
  const auto changed = LatencyProfile::from_json(json::parse(R"({"ttft_ms": null, "max_queue": 7})"), "x", before);
  REQUIRE(changed.ok());
  CHECK(changed->itl == before.itl);
  CHECK_FALSE(changed->ttft.has_value());
  CHECK(changed->max_queue == 7);
}

TEST_CASE("a bad latency profile is named with what is allowed") {
  CHECK(error_of("3").find("latency of gpt-4o is 3; allowed: an object with overhead_ms, ttft_ms") == 0);
  CHECK(error_of(R"({"itl": 3})") ==
        "latency of gpt-4o: unknown key itl; allowed: overhead_ms, ttft_ms, prefill_per_token_ms, itl_ms, per_unit_ms, "
        "load_factor, max_concurrency, max_queue");
  CHECK(error_of(R"({"itl_ms": {"type": "normal", "mean": 19}})") ==
        "latency of gpt-4o: itl_ms.std_dev is missing; allowed: a number from 0.0 to 3600000.0");
  CHECK(error_of(R"({"load_factor": 0.5})") ==
        "latency of gpt-4o: load_factor is 0.5; allowed: a number from 1 to 1000");
  CHECK(error_of(R"({"max_concurrency": -1})") ==
        "latency of gpt-4o: max_concurrency is -1; allowed: a whole number from 0 to 1000000");
  CHECK(error_of(R"({"max_queue": 1.5})") ==
        "latency of gpt-4o: max_queue is 1.5; allowed: a whole number from 0 to 1000000");
  CHECK(error_of(R"({"itl_ms": null})").find("latency of gpt-4o: itl_ms is null; allowed: a number") == 0);
}

TEST_CASE("the load multiplier rises from 1 to the load factor at full concurrency") {
  LatencyProfile profile;
  profile.load_factor = 3.0;
  CHECK(profile.load_multiplier(50) == 1.0);
  profile.max_concurrency = 1;
  CHECK(profile.load_multiplier(1) == 1.0);
  profile.max_concurrency = 11;
  CHECK(profile.load_multiplier(0) == 1.0);
  CHECK(profile.load_multiplier(1) == 1.0);
  CHECK(profile.load_multiplier(6) == doctest::Approx(2.0));
  CHECK(profile.load_multiplier(11) == doctest::Approx(3.0));
  CHECK(profile.load_multiplier(12) == doctest::Approx(3.0));
}

TEST_CASE("overrides are milliseconds") {
  CHECK(*parse_latency_override(kTtftHeader, "250") == 250.0);
  CHECK(*parse_latency_override(kItlHeader, "0.5") == 0.5);
  CHECK(*parse_latency_override(kItlHeader, "0") == 0.0);
  for (const char* bad : {"", "x", "-1", "1ms", "nan", "inf", "3600001"}) {
    const auto value = parse_latency_override(kTtftHeader, bad);
    REQUIRE_FALSE(value.ok());
    CHECK(value.error().message ==
          "x-sim-ttft-ms is \"" + std::string(bad) + "\"; allowed: milliseconds from 0 to 3600000");
  }
}
