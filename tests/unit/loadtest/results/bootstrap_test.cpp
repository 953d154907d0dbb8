#include "loadtest/results/bootstrap.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace oaisim;
using namespace oaisim::loadtest;

namespace {

double first(std::span<const double> tallies) { return tallies[0]; }

}  // namespace

TEST_CASE("drawn slices are as many as there were, and each is as likely") {
  std::vector<Tallies> slices;
  for (int i = 0; i < 27; ++i) {
    Tallies tallies(28, 0);
    tallies[static_cast<std::size_t>(i)] = 1;
    tallies[27] = 1;
    slices.push_back(tallies);
  }
  const auto samples = Samples::of_slices(slices);
  CHECK(samples.blocks() == 9);
  Random random(1);
  Tallies drawn;
  Tallies sums(28, 0);
  constexpr int kDraws = 3000;
  for (int i = 0; i < kDraws; ++i) {
    samples.draw(random, drawn);
    CHECK(drawn[27] == 27);
    for (std::size_t k = 0; k < sums.size(); ++k) sums[k] += drawn[k];
  }
  for (std::size_t k = 0; k < 27; ++k) CHECK(sums[k] / kDraws == doctest::Approx(1).epsilon(0.1));
}

TEST_CASE("values are drawn with the variance of counts, and more when they hang together") {
  Random random(1);
  for (const double weight : {1.0, 10.0}) {
    const auto samples = Samples::of_values({200, 10'000}, weight);
    Tallies drawn;
    double sum = 0;
    double squares = 0;
    constexpr int kDraws = 5000;
    for (int i = 0; i < kDraws; ++i) {
      samples.draw(random, drawn);
      sum += drawn[0];
      squares += drawn[0] * drawn[0];
    }
    const double mean = sum / kDraws;
    CHECK(mean == doctest::Approx(200).epsilon(0.02));
    CHECK(squares / kDraws - mean * mean == doctest::Approx(200 * weight).epsilon(0.1));
  }
}

TEST_CASE("the interval of a difference of counts is the one that theory gives") {
  const auto a = Samples::of_values({10'000}, 1);
  const auto b = Samples::of_values({10'000}, 1);
  const auto differences = bootstrap(a, first, b, first, {.seed = 3, .resamples = 20'000, .confidence = 0.95});
  const double expected = 1.96 * std::sqrt(20'000.0);
  CHECK(differences.absolute.low == doctest::Approx(-expected).epsilon(0.05));
  CHECK(differences.absolute.high == doctest::Approx(expected).epsilon(0.05));
}

TEST_CASE("few blocks make the interval wider than many") {
  const auto width = [](std::size_t slices) {
    std::vector<Tallies> tallies;
    for (std::size_t i = 0; i < slices; ++i) tallies.push_back({i % 2 == 0 ? 0.0 : 1.0});
    const auto samples = Samples::of_slices(tallies);
    const auto interval =
        bootstrap(samples, first, samples, first, {.seed = 3, .resamples = 4000, .confidence = 0.95}).absolute;
    return (interval.high - interval.low) / static_cast<double>(slices);
  };
  CHECK(width(11) > 2 * width(110));
}

TEST_CASE("a first run of nothing has no relative difference") {
  const auto nothing = Samples::of_values({0}, 1);
  const auto something = Samples::of_values({10}, 1);
  const auto differences = bootstrap(nothing, first, something, first, {});
  CHECK(std::isinf(differences.relative.low));
  CHECK(std::isinf(differences.relative.high));
  CHECK(differences.absolute.low > 0);
}
