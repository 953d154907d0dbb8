#include "loadtest/results/bootstrap.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace oaisim::loadtest {
namespace {

constexpr double kManyBlocks = 1e6;  // of independent values: no widening is needed

double normal_below(double z) { return std::erfc(-z / std::sqrt(2.0)) / 2; }

double normal_quantile(double share) {
  double low = -40;
  double high = 40;
  for (int i = 0; i < 100; ++i) {
    const double middle = (low + high) / 2;
    (normal_below(middle) < share ? low : high) = middle;
  }
  return (low + high) / 2;
}

// Source: Abramowitz and Stegun, 26.7.5.
double t_quantile(double share, double degrees) {
  const double z = normal_quantile(share);
  const double z3 = z * z * z;
  const double z5 = z3 * z * z;
  const double z7 = z5 * z * z;
  return z + (z3 + z) / (4 * degrees) + (5 * z5 + 16 * z3 + 3 * z) / (96 * degrees * degrees) +
         (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * degrees * degrees * degrees);
}

// The share of drawings that is cut off at each end.
double tail_share(double confidence, double blocks) {
  const double n = std::max(2.0, blocks);
  const double t = t_quantile((1 + confidence) / 2, n - 1);
  return normal_below(-t * std::sqrt(n / (n - 1)));
}

// Knuth's way for small means, the normal distribution for others.
double poisson(double mean, Random& random) {
  constexpr double kSmall = 30;
  if (mean <= 0) return 0;
  if (mean > kSmall) return std::max(0.0, std::round(mean + std::sqrt(mean) * random.normal()));
  const double limit = std::exp(-mean);
  double product = random.uniform();
  double count = 0;
  for (; product > limit; product *= random.uniform()) ++count;
  return count;
}

Interval middle_of(std::vector<double>& values, double tail) {
  const double infinity = std::numeric_limits<double>::infinity();
  if (values.empty()) return {-infinity, infinity};
  std::sort(values.begin(), values.end());
  const auto last = static_cast<double>(values.size() - 1);
  const auto at = [&](double share) { return values[static_cast<std::size_t>(std::round(share * last))]; };
  return {at(tail), at(1 - tail)};
}

}  // namespace

Samples Samples::of_slices(const std::vector<Tallies>& slices) {
  Samples samples;
  const std::size_t tallies = slices.front().size();
  samples.slices_ = slices.size();
  samples.block_ = static_cast<std::size_t>(std::round(std::cbrt(static_cast<double>(slices.size()))));
  samples.blocks_ = static_cast<double>(slices.size()) / static_cast<double>(samples.block_);
  samples.sums_.assign(1, Tallies(tallies, 0));
  for (std::size_t i = 0; i < slices.size() + samples.block_; ++i) {
    Tallies sum = samples.sums_.back();
    const Tallies& slice = slices[i % slices.size()];
    for (std::size_t k = 0; k < tallies; ++k) sum[k] += slice[k];
    samples.sums_.push_back(std::move(sum));
  }
  samples.totals_ = samples.sums_[slices.size()];
  return samples;
}

Samples Samples::of_values(Tallies counts, double weight) {
  Samples samples;
  samples.weight_ = std::max(1.0, weight);
  samples.blocks_ = kManyBlocks;
  samples.totals_ = std::move(counts);
  return samples;
}

void Samples::draw(Random& random, Tallies& totals) const {
  totals.assign(totals_.size(), 0);
  if (sums_.empty()) {
    for (std::size_t k = 0; k < totals.size(); ++k) totals[k] = poisson(totals_[k] / weight_, random) * weight_;
    return;
  }
  for (std::size_t drawn = 0; drawn < slices_; drawn += block_) {
    const std::size_t length = std::min(block_, slices_ - drawn);
    const auto begin = static_cast<std::size_t>(random.below(slices_));
    const Tallies& before = sums_[begin];
    const Tallies& after = sums_[begin + length];
    for (std::size_t k = 0; k < totals.size(); ++k) totals[k] += after[k] - before[k];
  }
}

Differences bootstrap(const Samples& a, const Statistic& of_a, const Samples& b, const Statistic& of_b,
                      const BootstrapPlan& plan) {
  Random random(plan.seed);
  std::vector<double> absolute;
  std::vector<double> relative;
  bool has_zero = false;
  Tallies tallies;
  for (std::size_t i = 0; i < plan.resamples; ++i) {
    a.draw(random, tallies);
    const double value_a = of_a(tallies);
    b.draw(random, tallies);
    const double value_b = of_b(tallies);
    if (std::isnan(value_a) || std::isnan(value_b)) continue;
    absolute.push_back(value_b - value_a);
    has_zero = has_zero || value_a == 0;
    if (value_a != 0) relative.push_back(value_b / value_a - 1);
  }
  const double tail = tail_share(plan.confidence, std::min(a.blocks(), b.blocks()));
  if (has_zero) relative.clear();
  return {.absolute = middle_of(absolute, tail), .relative = middle_of(relative, tail)};
}

}  // namespace oaisim::loadtest
