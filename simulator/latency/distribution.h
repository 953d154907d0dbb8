// How long something takes: a distribution of milliseconds, from configuration.
//
//   19                                                    always 19
//   {"type": "normal", "mean": 19, "std_dev": 6}          draws below 0 are 0
//   {"type": "lognormal", "mean": 400, "std_dev": 150}    or "median" and "sigma" (of the logarithm)
//   {"type": "gamma", "mean": 19, "std_dev": 6}           or "shape" and "scale"
//   {"type": "exponential", "mean": 20}
//   {"type": "uniform", "min": 5, "max": 15}
//   {"type": "empirical", "quantiles": [[0, 5], [0.5, 20], [0.99, 80], [1, 200]]}   linear between
//
// The same Random gives the same draws on every platform: no std:: distribution is used.  A draw is never
// negative and never above kMaximum.  A constant draws nothing from the Random.
//
// A value type, cheap to copy (quantile tables are shared).  Thread safety: that of a value; sample() is const.
// Source: gamma by Marsaglia & Tsang, "A simple method for generating gamma variables", 2000.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string_view>
#include <variant>
#include <vector>

#include "common/base/random.h"
#include "common/base/result.h"

namespace oaisim {

class Distribution {
 public:
  static constexpr double kMaximum = 3'600'000.0;  // an hour, in milliseconds

  struct Quantile {
    double probability;
    double value;
    bool operator==(const Quantile&) const = default;
  };

  Distribution() : Distribution(constant(0.0)) {}

  // REQUIRES of all: finite parameters in the ranges that from_json enforces.
  static Distribution constant(double value);
  static Distribution normal(double mean, double std_dev);
  static Distribution lognormal(double mean, double std_dev);
  static Distribution lognormal_of_median(double median, double sigma);
  static Distribution gamma(double mean, double std_dev);
  static Distribution gamma_of_shape(double shape, double scale);
  static Distribution exponential(double mean);
  static Distribution uniform(double minimum, double maximum);
  static Distribution empirical(std::vector<Quantile> quantiles);

  // One draw.
  double sample(Random& random) const;

  // The expected value of a draw, but for the cut at kMaximum.
  double mean() const;

  bool is_constant() const { return std::holds_alternative<Constant>(kind_); }
  bool is_zero() const { return is_constant() && std::get_if<Constant>(&kind_)->value == 0.0; }

  // `key` names the value in messages, e.g. "itl_ms".
  static Result<Distribution> from_json(const nlohmann::json& json, std::string_view key);
  // from_json of the result gives the same distribution; parameters are those that it was made from.
  nlohmann::json to_json() const;

  bool operator==(const Distribution& other) const;

 private:
  struct Constant {
    double value;
    bool operator==(const Constant&) const = default;
  };
  struct Normal {
    double mean, std_dev;
    bool operator==(const Normal&) const = default;
  };
  struct Lognormal {
    double mu, sigma;      // of the logarithm
    double first, second;  // as given: mean and std_dev, or median and sigma
    bool by_mean;
    bool operator==(const Lognormal&) const = default;
  };
  struct Gamma {
    double shape, scale;
    double first, second;  // as given: mean and std_dev, or shape and scale
    bool by_mean;
    bool operator==(const Gamma&) const = default;
  };
  struct Exponential {
    double mean;
    bool operator==(const Exponential&) const = default;
  };
  struct Uniform {
    double minimum, maximum;
    bool operator==(const Uniform&) const = default;
  };
  struct Empirical {
    std::shared_ptr<const std::vector<Quantile>> quantiles;
    bool operator==(const Empirical& other) const { return *quantiles == *other.quantiles; }
  };
  using Kind = std::variant<Constant, Normal, Lognormal, Gamma, Exponential, Uniform, Empirical>;

  explicit Distribution(Kind kind) : kind_(std::move(kind)) {}

  Kind kind_;
};

}  // namespace oaisim
