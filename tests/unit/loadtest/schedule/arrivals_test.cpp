#include "loadtest/schedule/arrivals.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

using namespace oaisim;
using namespace oaisim::loadtest;
using namespace std::chrono_literals;

namespace {

constexpr TimePoint kStart{1h};

LoadPlan open_load(ArrivalKind kind, double rate, double burstiness = 1) {
  LoadPlan load;
  load.shape = LoadShape::open_loop;
  load.arrivals = kind;
  load.requests_per_second = rate;
  load.burstiness = burstiness;
  load.seed = 42;
  return load;
}

std::vector<double> moments_of(const LoadPlan& load, std::size_t count) {
  const auto arrivals = *make_arrivals(load, kStart, 0, 1);
  std::vector<double> moments;
  while (moments.size() < count) {
    const auto arrival = arrivals->next();
    if (!arrival) break;
    REQUIRE(arrival->number == moments.size());
    moments.push_back(to_seconds(arrival->due - kStart));
  }
  return moments;
}

std::vector<double> gaps_of(const std::vector<double>& moments) {
  std::vector<double> gaps;
  for (std::size_t i = 1; i < moments.size(); ++i) gaps.push_back(moments[i] - moments[i - 1]);
  return gaps;
}

// The Kolmogorov-Smirnov statistic times the root of the sample's size: above 1.95 with a probability of 0.1 % only.
double kolmogorov_smirnov(std::vector<double> sample, const std::function<double(double)>& distribution) {
  std::sort(sample.begin(), sample.end());
  const auto size = static_cast<double>(sample.size());
  double distance = 0;
  for (std::size_t i = 0; i < sample.size(); ++i) {
    const double expected = distribution(sample[i]);
    distance =
        std::max({distance, expected - static_cast<double>(i) / size, static_cast<double>(i + 1) / size - expected});
  }
  return distance * std::sqrt(size);
}

constexpr double kCritical = 1.95;

double exponential(double x, double rate) { return 1 - std::exp(-rate * x); }

// The regularised lower incomplete gamma function, by its series.
double gamma_distribution(double shape, double x) {
  if (x <= 0) return 0;
  double term = 1 / shape;
  double sum = term;
  for (int n = 1; n < 10'000 && term > sum * 1e-16; ++n) sum += term *= x / (shape + n);
  return std::min(1.0, sum * std::exp(shape * std::log(x) - x - std::lgamma(shape)));
}

}  // namespace

TEST_CASE("the test of distributions tells them apart") {
  const auto gaps = gaps_of(moments_of(open_load(ArrivalKind::poisson, 100), 20'000));
  CHECK(kolmogorov_smirnov(gaps, [](double x) { return exponential(x, 103); }) > kCritical);
  CHECK(gamma_distribution(1, 2) == doctest::Approx(exponential(2, 1)));
  CHECK(gamma_distribution(2, 3) == doctest::Approx(1 - std::exp(-3.0) * 4));
}

TEST_CASE("a constant rate is one moment after the other, without drift") {
  const auto moments = moments_of(open_load(ArrivalKind::constant, 7), 70'000);
  for (std::size_t i = 0; i < moments.size(); ++i) {
    REQUIRE(std::abs(moments[i] - static_cast<double>(i) / 7) < 1e-8);
  }
}

TEST_CASE("the gaps of Poisson arrivals are exponential") {
  const auto gaps = gaps_of(moments_of(open_load(ArrivalKind::poisson, 5000), 50'000));
  CHECK(kolmogorov_smirnov(gaps, [](double x) { return exponential(x, 5000); }) < kCritical);
}

TEST_CASE("the gaps of gamma arrivals have the burstiness as their shape and keep the rate") {
  // At so low a rate hardly a gap is lost in the rounding to nanoseconds, also in clusters.
  constexpr double kRate = 0.01;
  for (const double burstiness : {0.25, 0.5, 1.0, 3.0, 20.0}) {
    CAPTURE(burstiness);
    const auto moments = moments_of(open_load(ArrivalKind::gamma, kRate, burstiness), 50'000);
    const double scale = kRate * burstiness;
    CHECK(kolmogorov_smirnov(gaps_of(moments), [&](double x) { return gamma_distribution(burstiness, x * scale); }) <
          kCritical);
    CHECK(moments.back() == doctest::Approx(50'000 / kRate).epsilon(5 / std::sqrt(50'000 * burstiness)));
  }
}

TEST_CASE("the moments of Poisson arrivals under a ramp follow the area below it") {
  LoadPlan load = open_load(ArrivalKind::poisson, 0);
  load.stages = {{20s, 0, 1000}, {10s, 500, 500}, {10s, 1000, 0}};
  const auto moments = moments_of(load, 1'000'000);
  const double all = 10'000 + 5'000 + 5'000;
  CHECK(static_cast<double>(moments.size()) == doctest::Approx(all).epsilon(4 / std::sqrt(all)));
  // Given how many there are, they are spread as the rate is.
  const auto area = [](double t) {
    if (t < 20) return 25 * t * t;
    if (t < 30) return 10'000 + 500 * (t - 20);
    return 20'000 - 50 * (40 - t) * (40 - t);
  };
  CHECK(kolmogorov_smirnov(moments, [&](double t) { return area(t) / all; }) < kCritical);
}

TEST_CASE("a constant rate under a ramp is exactly its area") {
  LoadPlan load = open_load(ArrivalKind::constant, 0);
  load.stages = {{30s, 0, 100}};
  const auto moments = moments_of(load, 10'000);
  REQUIRE(moments.size() == 1500);
  for (std::size_t i = 0; i < moments.size(); ++i) {
    REQUIRE(std::abs(moments[i] - std::sqrt(2 * static_cast<double>(i) * 30 / 100)) < 1e-6);
  }
}

TEST_CASE("a burst is so many requests at exactly the same moment, at the same rate of requests") {
  LoadPlan load = open_load(ArrivalKind::poisson, 100);
  load.burst = 8;
  const auto moments = moments_of(load, 80'000);
  std::vector<double> bursts;
  for (std::size_t i = 0; i < moments.size(); i += 8) {
    for (std::size_t k = 1; k < 8; ++k) REQUIRE(moments[i + k] == moments[i]);
    bursts.push_back(moments[i]);
  }
  CHECK(kolmogorov_smirnov(gaps_of(bursts), [](double x) { return exponential(x, 100.0 / 8); }) < kCritical);
}

TEST_CASE("the shares of any number of workers are together the whole sequence") {
  LoadPlan load = open_load(ArrivalKind::gamma, 200, 0.5);
  load.burst = 3;
  load.stages = {{10s, 0, 400}, {10s, 100, 100}};
  const auto whole = moments_of(load, 100'000);
  for (const int workers : {2, 3, 7}) {
    std::vector<double> united(whole.size(), -1);
    for (int i = 0; i < workers; ++i) {
      const auto share = *make_arrivals(load, kStart, i, workers);
      while (const auto arrival = share->next()) {
        REQUIRE(arrival->number % static_cast<std::uint64_t>(workers) == static_cast<std::uint64_t>(i));
        united.at(arrival->number) = to_seconds(arrival->due - kStart);
      }
    }
    CHECK(united == whole);
  }
}

TEST_CASE("another seed gives other moments, the same the same") {
  LoadPlan load = open_load(ArrivalKind::poisson, 10);
  const auto first = moments_of(load, 100);
  CHECK(moments_of(load, 100) == first);
  load.seed = 43;
  CHECK(moments_of(load, 100) != first);
}
