#include "simulator/latency/distribution.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace oaisim {
namespace {

template <typename... Functions>
struct Overloaded : Functions... {
  using Functions::operator()...;
};
template <typename... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;

double clamp_to_range(double milliseconds) { return std::clamp(milliseconds, 0.0, Distribution::kMaximum); }

// A draw of gamma(shape, 1).  Marsaglia & Tsang; a shape below 1 is raised by one and corrected by a power of a
// uniform draw.
double standard_gamma(double shape, Random& random) {
  if (shape < 1.0) {
    const double raised = standard_gamma(shape + 1.0, random);
    return raised * std::pow(1.0 - random.uniform(), 1.0 / shape);
  }
  const double d = shape - 1.0 / 3.0;
  const double c = 1.0 / std::sqrt(9.0 * d);
  for (;;) {
    const double x = random.normal();
    const double root = 1.0 + c * x;
    if (root <= 0.0) continue;
    const double v = root * root * root;
    const double u = 1.0 - random.uniform();
    if (std::log(u) < 0.5 * x * x + d - d * v + d * std::log(v)) return d * v;
  }
}

// The value at `probability`, by the straight line between the quantiles around it.
double interpolate(const std::vector<Distribution::Quantile>& quantiles, double probability) {
  const auto above = std::upper_bound(quantiles.begin(), quantiles.end() - 1, probability,
                                      [](double p, const auto& quantile) { return p < quantile.probability; });
  const auto below = above - 1;
  const double share = (probability - below->probability) / (above->probability - below->probability);
  return below->value + share * (above->value - below->value);
}

double mean_of(const std::vector<Distribution::Quantile>& quantiles) {
  double sum = 0.0;
  for (std::size_t i = 1; i < quantiles.size(); ++i) {
    sum +=
        (quantiles[i].probability - quantiles[i - 1].probability) * (quantiles[i].value + quantiles[i - 1].value) / 2.0;
  }
  return sum;
}

// E[max(X, 0)] of a normal X.
double mean_of_positive_part(double mean, double std_dev) {
  if (std_dev == 0.0) return mean;
  const double z = mean / std_dev;
  const double density = std::exp(-0.5 * z * z) / std::sqrt(2.0 * std::numbers::pi);
  const double probability = 0.5 * std::erfc(-z / std::numbers::sqrt2);
  return mean * probability + std_dev * density;
}

}  // namespace

Distribution Distribution::constant(double value) { return Distribution(Constant{value}); }

Distribution Distribution::normal(double mean, double std_dev) { return Distribution(Normal{mean, std_dev}); }

Distribution Distribution::lognormal(double mean, double std_dev) {
  const double variance = std::log1p((std_dev / mean) * (std_dev / mean));  // of the logarithm
  return Distribution(Lognormal{std::log(mean) - variance / 2.0, std::sqrt(variance), mean, std_dev, true});
}

Distribution Distribution::lognormal_of_median(double median, double sigma) {
  return Distribution(Lognormal{std::log(median), sigma, median, sigma, false});
}

Distribution Distribution::gamma(double mean, double std_dev) {
  const double ratio = mean / std_dev;
  return Distribution(Gamma{ratio * ratio, std_dev / ratio, mean, std_dev, true});
}

Distribution Distribution::gamma_of_shape(double shape, double scale) {
  return Distribution(Gamma{shape, scale, shape, scale, false});
}

Distribution Distribution::exponential(double mean) { return Distribution(Exponential{mean}); }

Distribution Distribution::uniform(double minimum, double maximum) { return Distribution(Uniform{minimum, maximum}); }

Distribution Distribution::empirical(std::vector<Quantile> quantiles) {
  return Distribution(Empirical{std::make_shared<const std::vector<Quantile>>(std::move(quantiles))});
}

double Distribution::sample(Random& random) const {
  if (const auto* constant = std::get_if<Constant>(&kind_)) return constant->value;
  const double draw =
      std::visit(Overloaded{[](const Constant& c) { return c.value; },
                            [&](const Normal& n) { return n.mean + n.std_dev * random.normal(); },
                            [&](const Lognormal& l) { return std::exp(l.mu + l.sigma * random.normal()); },
                            [&](const Gamma& g) { return g.scale * standard_gamma(g.shape, random); },
                            [&](const Exponential& e) { return -e.mean * std::log(1.0 - random.uniform()); },
                            [&](const Uniform& u) { return u.minimum + (u.maximum - u.minimum) * random.uniform(); },
                            [&](const Empirical& e) { return interpolate(*e.quantiles, random.uniform()); }},
                 kind_);
  return clamp_to_range(draw);
}

double Distribution::mean() const {
  return std::visit(
      Overloaded{[](const Constant& c) { return c.value; },
                 [](const Normal& n) { return mean_of_positive_part(n.mean, n.std_dev); },
                 [](const Lognormal& l) { return std::exp(l.mu + l.sigma * l.sigma / 2.0); },
                 [](const Gamma& g) { return g.shape * g.scale; }, [](const Exponential& e) { return e.mean; },
                 [](const Uniform& u) { return (u.minimum + u.maximum) / 2.0; },
                 [](const Empirical& e) { return mean_of(*e.quantiles); }},
      kind_);
}

bool Distribution::operator==(const Distribution& other) const { return kind_ == other.kind_; }

}  // namespace oaisim
