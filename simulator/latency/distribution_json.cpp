#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include "simulator/latency/distribution.h"

namespace oaisim {
namespace {

using nlohmann::json;

constexpr double kLargestSigma = 10.0;
constexpr double kLargestShape = 1e6;
constexpr double kLeastShape = 0.01;
constexpr double kLeastPositive = 1e-6;
constexpr std::size_t kMaximumQuantiles = 10'000;

std::string text_of(double number) { return json(number).dump(); }

std::string range_text(double minimum, double maximum) {
  return "a number from " + text_of(minimum) + " to " + text_of(maximum);
}

Error bad_value(const std::string& key, const json& value, const std::string& allowed) {
  return invalid(key + " is " + value.dump() + "; allowed: " + allowed);
}

std::optional<double> number_in(const json& value, double minimum, double maximum) {
  if (!value.is_number()) return std::nullopt;
  const double number = value.get<double>();
  if (!(number >= minimum && number <= maximum)) return std::nullopt;
  return number;
}

struct Parameter {
  const char* name;
  double minimum;
  double maximum = Distribution::kMaximum;
};

// Reads the two (or one) parameters of a family; `type` and the parameters are the only keys allowed.
Result<std::vector<double>> read_parameters(const json& object, const std::string& key,
                                            std::initializer_list<Parameter> parameters) {
  std::vector<double> values;
  std::string allowed = "type";
  for (const Parameter& parameter : parameters) {
    const std::string name = key + "." + parameter.name;
    const auto found = object.find(parameter.name);
    const std::string range = range_text(parameter.minimum, parameter.maximum);
    if (found == object.end()) return invalid(name + " is missing; allowed: " + range);
    const auto number = number_in(*found, parameter.minimum, parameter.maximum);
    if (!number) return bad_value(name, *found, range);
    values.push_back(*number);
    allowed.append(", ").append(parameter.name);
  }
  for (const auto& item : object.items()) {
    const auto is_named = [&](const Parameter& parameter) { return item.key() == parameter.name; };
    if (item.key() != "type" && std::none_of(parameters.begin(), parameters.end(), is_named)) {
      return invalid("unknown key " + key + "." + item.key() + "; allowed: " + allowed);
    }
  }
  return values;
}

using Make = Distribution (*)(double, double);

Result<Distribution> read_pair(const json& object, const std::string& key, Parameter first, Parameter second,
                               Make make) {
  const auto values = read_parameters(object, key, {first, second});
  if (!values) return values.error();
  return make((*values)[0], (*values)[1]);
}

Result<Distribution> read_uniform(const json& object, const std::string& key) {
  const auto values = read_parameters(object, key, {{"min", 0.0}, {"max", 0.0}});
  if (!values) return values.error();
  if ((*values)[1] < (*values)[0]) {
    return bad_value(key + ".max", object["max"], range_text((*values)[0], Distribution::kMaximum));
  }
  return Distribution::uniform((*values)[0], (*values)[1]);
}

bool is_quantile(const json& pair) {
  return pair.is_array() && pair.size() == 2 && number_in(pair[0], 0.0, 1.0) &&
         number_in(pair[1], 0.0, Distribution::kMaximum);
}

// The first probability is 0, the last is 1, and neither column falls.
Result<Distribution> read_quantiles(const json& list, const std::string& name, const std::string& allowed) {
  std::vector<Distribution::Quantile> quantiles;
  for (const json& pair : list) {
    const auto bad = [&] { return bad_value(name + "[" + std::to_string(quantiles.size()) + "]", pair, allowed); };
    if (!is_quantile(pair)) return bad();
    const Distribution::Quantile next{pair[0].get<double>(), pair[1].get<double>()};
    const bool is_last = quantiles.size() + 1 == list.size();
    if ((next.probability == 1.0) != is_last) return bad();
    if (quantiles.empty() && next.probability != 0.0) return bad();
    if (!quantiles.empty() &&
        (next.probability <= quantiles.back().probability || next.value < quantiles.back().value)) {
      return bad();
    }
    quantiles.push_back(next);
  }
  return Distribution::empirical(std::move(quantiles));
}

Result<Distribution> read_empirical(const json& object, const std::string& key) {
  const std::string allowed =
      "pairs [probability, milliseconds] with probabilities rising from 0 to 1 and milliseconds from 0 to " +
      text_of(Distribution::kMaximum) + " that never fall";
  const std::string name = key + ".quantiles";
  const auto found = object.find("quantiles");
  if (found == object.end()) return invalid(name + " is missing; allowed: " + allowed);
  for (const auto& item : object.items()) {
    if (item.key() != "type" && item.key() != "quantiles") {
      return invalid("unknown key " + key + "." + item.key() + "; allowed: type, quantiles");
    }
  }
  if (!found->is_array() || found->size() < 2 || found->size() > kMaximumQuantiles) {
    return invalid(name + " is not a list of 2 to " + std::to_string(kMaximumQuantiles) +
                   " quantiles; allowed: " + allowed);
  }
  return read_quantiles(*found, name, allowed);
}

Result<Distribution> read_exponential(const json& object, const std::string& key) {
  const auto values = read_parameters(object, key, {{"mean", 0.0}});
  if (!values) return values.error();
  return Distribution::exponential((*values)[0]);
}

Result<Distribution> read_normal(const json& object, const std::string& key) {
  return read_pair(object, key, {"mean", 0.0}, {"std_dev", 0.0}, Distribution::normal);
}

Result<Distribution> read_lognormal(const json& object, const std::string& key) {
  if (object.contains("median")) {
    return read_pair(object, key, {"median", kLeastPositive}, {"sigma", 0.0, kLargestSigma},
                     Distribution::lognormal_of_median);
  }
  return read_pair(object, key, {"mean", kLeastPositive}, {"std_dev", 0.0}, Distribution::lognormal);
}

Result<Distribution> read_gamma(const json& object, const std::string& key) {
  if (object.contains("shape")) {
    return read_pair(object, key, {"shape", kLeastShape, kLargestShape}, {"scale", 0.0}, Distribution::gamma_of_shape);
  }
  return read_pair(object, key, {"mean", kLeastPositive}, {"std_dev", kLeastPositive}, Distribution::gamma);
}

struct Family {
  const char* type;
  Result<Distribution> (*read)(const json&, const std::string&);
};

constexpr Family kFamilies[] = {{"normal", read_normal},   {"lognormal", read_lognormal},
                                {"gamma", read_gamma},     {"exponential", read_exponential},
                                {"uniform", read_uniform}, {"empirical", read_empirical}};

}  // namespace

Result<Distribution> Distribution::from_json(const json& value, std::string_view key) {
  const std::string name(key);
  static const std::string kTypes = "normal, lognormal, gamma, exponential, uniform, empirical";
  if (const auto number = number_in(value, 0.0, kMaximum)) return constant(*number);
  if (!value.is_object()) {
    return bad_value(name, value,
                     range_text(0.0, kMaximum) + " (milliseconds), or an object whose type is one of " + kTypes);
  }
  const auto type = value.find("type");
  if (type == value.end()) return invalid(name + ".type is missing; allowed: " + kTypes);
  for (const Family& family : kFamilies) {
    if (*type == family.type) return family.read(value, name);
  }
  return bad_value(name + ".type", *type, kTypes);
}

json Distribution::to_json() const {
  if (const auto* c = std::get_if<Constant>(&kind_)) return c->value;
  if (const auto* n = std::get_if<Normal>(&kind_)) {
    return {{"type", "normal"}, {"mean", n->mean}, {"std_dev", n->std_dev}};
  }
  if (const auto* l = std::get_if<Lognormal>(&kind_)) {
    return {{"type", "lognormal"},
            {l->by_mean ? "mean" : "median", l->first},
            {l->by_mean ? "std_dev" : "sigma", l->second}};
  }
  if (const auto* g = std::get_if<Gamma>(&kind_)) {
    return {
        {"type", "gamma"}, {g->by_mean ? "mean" : "shape", g->first}, {g->by_mean ? "std_dev" : "scale", g->second}};
  }
  if (const auto* e = std::get_if<Exponential>(&kind_)) return {{"type", "exponential"}, {"mean", e->mean}};
  if (const auto* u = std::get_if<Uniform>(&kind_)) {
    return {{"type", "uniform"}, {"min", u->minimum}, {"max", u->maximum}};
  }
  json quantiles = json::array();
  for (const Quantile& quantile : *std::get<Empirical>(kind_).quantiles) {
    quantiles.push_back({quantile.probability, quantile.value});
  }
  return {{"type", "empirical"}, {"quantiles", std::move(quantiles)}};
}

}  // namespace oaisim
