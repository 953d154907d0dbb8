#include "simulator/latency/distribution.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

using namespace oaisim;
using nlohmann::json;

namespace {

constexpr int kDraws = 200'000;

struct Moments {
  double mean;
  double std_dev;
  double least;
};

Moments moments_of(const Distribution& distribution, std::uint64_t seed = 1) {
  Random random(seed);
  double sum = 0.0, squares = 0.0, least = 1e300;
  for (int i = 0; i < kDraws; ++i) {
    const double x = distribution.sample(random);
    sum += x;
    squares += x * x;
    least = std::min(least, x);
  }
  const double mean = sum / kDraws;
  return {mean, std::sqrt(squares / kDraws - mean * mean), least};
}

std::vector<double> sorted_draws(const Distribution& distribution) {
  Random random(2);
  std::vector<double> draws(kDraws);
  for (double& draw : draws) draw = distribution.sample(random);
  std::sort(draws.begin(), draws.end());
  return draws;
}

double quantile(const std::vector<double>& sorted, double p) {
  return sorted[static_cast<std::size_t>(p * static_cast<double>(sorted.size() - 1))];
}

void check_moments(const Distribution& distribution, double mean, double std_dev, double tolerance = 0.01) {
  const Moments moments = moments_of(distribution);
  CHECK(moments.mean == doctest::Approx(mean).epsilon(tolerance));
  CHECK(moments.std_dev == doctest::Approx(std_dev).epsilon(2 * tolerance));
  CHECK(moments.least >= 0.0);
  CHECK(distribution.mean() == doctest::Approx(mean).epsilon(1e-4));
}

Distribution parse(const char* text) {
  auto distribution = Distribution::from_json(json::parse(text), "itl_ms");
  if (!distribution) FAIL(distribution.error().message);
  return *distribution;
}

std::string error_of(const char* text) {
  const auto distribution = Distribution::from_json(json::parse(text), "itl_ms");
  return distribution ? "no error" : distribution.error().message;
}

}  // namespace

TEST_CASE("draws have the mean and the standard deviation that were asked for") {
  check_moments(Distribution::normal(100, 20), 100, 20);
  check_moments(Distribution::lognormal(400, 150), 400, 150);
  check_moments(Distribution::gamma(19, 6), 19, 6);
  check_moments(Distribution::gamma_of_shape(0.5, 40), 20, std::sqrt(0.5) * 40);
  check_moments(Distribution::gamma_of_shape(0.05, 100), 5, std::sqrt(0.05) * 100, 0.03);
  check_moments(Distribution::exponential(20), 20, 20);
  check_moments(Distribution::uniform(5, 15), 10, 10 / std::sqrt(12.0));
  check_moments(Distribution::lognormal_of_median(100, 0.5), 100 * std::exp(0.125),
                100 * std::exp(0.125) * std::sqrt(std::exp(0.25) - 1));
}

TEST_CASE("draws have the quantiles of their family") {
  const auto exponential = sorted_draws(Distribution::exponential(20));
  CHECK(quantile(exponential, 0.5) == doctest::Approx(20 * std::log(2)).epsilon(0.02));
  CHECK(quantile(exponential, 0.99) == doctest::Approx(20 * std::log(100)).epsilon(0.03));
  const auto lognormal = sorted_draws(Distribution::lognormal_of_median(100, 0.5));
  CHECK(quantile(lognormal, 0.5) == doctest::Approx(100).epsilon(0.01));
  CHECK(quantile(lognormal, 0.975) == doctest::Approx(100 * std::exp(0.5 * 1.95996)).epsilon(0.02));
  const auto gamma = sorted_draws(Distribution::gamma_of_shape(2, 10));  // median of shape 2: 1.67835 scales
  CHECK(quantile(gamma, 0.5) == doctest::Approx(16.7835).epsilon(0.02));
  const auto empirical = sorted_draws(Distribution::empirical({{0, 5}, {0.5, 20}, {0.99, 80}, {1, 200}}));
  CHECK(quantile(empirical, 0.25) == doctest::Approx(12.5).epsilon(0.02));
  CHECK(quantile(empirical, 0.5) == doctest::Approx(20).epsilon(0.02));
  CHECK(quantile(empirical, 0.99) == doctest::Approx(80).epsilon(0.03));
  CHECK(empirical.front() >= 5);
  CHECK(empirical.back() <= 200);
}

TEST_CASE("a normal draw below zero is zero, and the mean counts that") {
  const auto distribution = Distribution::normal(10, 20);
  const Moments moments = moments_of(distribution);
  CHECK(moments.least == 0.0);
  CHECK(moments.mean == doctest::Approx(distribution.mean()).epsilon(0.01));
  CHECK(distribution.mean() > 10.0);
  CHECK(Distribution::normal(10, 0).mean() == 10.0);
}

TEST_CASE("the mean of quantiles is that of the straight lines between them") {
  const auto distribution = Distribution::empirical({{0, 0}, {0.5, 10}, {1, 100}});
  CHECK(distribution.mean() == doctest::Approx(0.5 * 5 + 0.5 * 55));
  CHECK(moments_of(distribution).mean == doctest::Approx(distribution.mean()).epsilon(0.01));
}

TEST_CASE("no draw is above an hour") {
  const auto distribution = Distribution::lognormal_of_median(1000, 10);
  const auto draws = sorted_draws(distribution);
  CHECK(draws.back() == Distribution::kMaximum);
}

TEST_CASE("a constant is always itself and draws nothing") {
  const auto constant = Distribution::constant(19);
  Random used(5), untouched(5);
  CHECK(constant.sample(used) == 19.0);
  CHECK(used() == untouched());
  CHECK(constant.is_constant());
  CHECK_FALSE(constant.is_zero());
  CHECK(Distribution().is_zero());
  CHECK_FALSE(Distribution::uniform(0, 0).is_constant());
}

TEST_CASE("the same seed gives the same draws, whatever copy draws them") {
  for (const auto& distribution : {Distribution::normal(19, 6), Distribution::gamma(19, 6),
                                   Distribution::lognormal(19, 6), Distribution::empirical({{0, 1}, {1, 2}})}) {
    const Distribution copy = distribution;
    Random a(3), b(3), c(4);
    const double first = distribution.sample(a);
    CHECK(first == copy.sample(b));
    CHECK(first != copy.sample(c));
  }
}

TEST_CASE("distributions are written as they were read") {
  for (const char* text :
       {"0", "19.5", R"({"type":"normal","mean":19,"std_dev":6})", R"({"type":"lognormal","mean":400,"std_dev":150})",
        R"({"type":"lognormal","median":300,"sigma":0.4})", R"({"type":"gamma","mean":19,"std_dev":6})",
        R"({"type":"gamma","shape":2,"scale":10})", R"({"type":"exponential","mean":20})",
        R"({"type":"uniform","min":5,"max":15})",
        R"({"type":"empirical","quantiles":[[0,5],[0.5,20],[0.99,80],[1,200]]})"}) {
    const auto distribution = parse(text);
    CHECK(distribution.to_json() == json::parse(text));
    CHECK(*Distribution::from_json(distribution.to_json(), "x") == distribution);
  }
  CHECK_FALSE(parse(R"({"type":"gamma","shape":2,"scale":10})") == parse(R"({"type":"gamma","shape":2,"scale":11})"));
  CHECK_FALSE(parse("1") == parse("2"));
}

TEST_CASE("a bad distribution is named with what is allowed") {
  CHECK(error_of("-1") ==
        "itl_ms is -1; allowed: a number from 0.0 to 3600000.0 (milliseconds), or an object whose type is one of "
        "normal, lognormal, gamma, exponential, uniform, empirical");
  CHECK(error_of("\"19\"").find("itl_ms is \"19\"; allowed: a number") == 0);
  CHECK(error_of("{}") == "itl_ms.type is missing; allowed: normal, lognormal, gamma, exponential, uniform, empirical");
  CHECK(error_of(R"({"type":"pareto"})") ==
        "itl_ms.type is \"pareto\"; allowed: normal, lognormal, gamma, exponential, uniform, empirical");
  CHECK(error_of(R"({"type":"normal","mean":19})") ==
        "itl_ms.std_dev is missing; allowed: a number from 0.0 to 3600000.0");
  CHECK(error_of(R"({"type":"normal","mean":-1,"std_dev":1})") ==
        "itl_ms.mean is -1; allowed: a number from 0.0 to 3600000.0");
  CHECK(error_of(R"({"type":"normal","mean":1,"std_dev":1,"stddev":1})") ==
        "unknown key itl_ms.stddev; allowed: type, mean, std_dev");
  CHECK(error_of(R"({"type":"gamma","mean":0,"std_dev":1})") ==
        "itl_ms.mean is 0; allowed: a number from 1e-06 to 3600000.0");
  CHECK(error_of(R"({"type":"lognormal","median":10,"sigma":11})") ==
        "itl_ms.sigma is 11; allowed: a number from 0.0 to 10.0");
  CHECK(error_of(R"({"type":"uniform","min":5,"max":4})") ==
        "itl_ms.max is 4; allowed: a number from 5.0 to 3600000.0");
}

TEST_CASE("bad quantiles are named with what is allowed") {
  const std::string allowed =
      "; allowed: pairs [probability, milliseconds] with probabilities rising from 0 to 1 and milliseconds from 0 to "
      "3600000.0 that never fall";
  const auto quantiles = [](const std::string& list) {
    return error_of((R"({"type":"empirical","quantiles":)" + list + "}").c_str());
  };
  CHECK(quantiles("[[0,1]]") == "itl_ms.quantiles is not a list of 2 to 10000 quantiles" + allowed);
  CHECK(quantiles("[[0.1,1],[1,2]]") == "itl_ms.quantiles[0] is [0.1,1]" + allowed);
  CHECK(quantiles("[[0,1],[0.9,2]]") == "itl_ms.quantiles[1] is [0.9,2]" + allowed);
  CHECK(quantiles("[[0,1],[1,2],[1,3]]") == "itl_ms.quantiles[1] is [1,2]" + allowed);
  CHECK(quantiles("[[0,5],[0.5,4],[1,6]]") == "itl_ms.quantiles[1] is [0.5,4]" + allowed);
  CHECK(quantiles("[[0,5],[0.5],[1,6]]") == "itl_ms.quantiles[1] is [0.5]" + allowed);
  CHECK(error_of(R"({"type":"empirical"})") == "itl_ms.quantiles is missing" + allowed);
  CHECK(error_of(R"({"type":"empirical","quantiles":[[0,1],[1,2]],"mean":1})") ==
        "unknown key itl_ms.mean; allowed: type, quantiles");
}
