#include "simulator/latency/latency_profile.h"

#include <algorithm>
#include <charconv>
#include <string>

namespace oaisim {
namespace {

using nlohmann::json;

constexpr double kLargestLoadFactor = 1000.0;
constexpr const char* kKeys =
    "overhead_ms, ttft_ms, prefill_per_token_ms, itl_ms, per_unit_ms, load_factor, max_concurrency, max_queue";

Status read(const json& value, const std::string& name, Distribution& distribution) {
  auto parsed = Distribution::from_json(value, name);
  if (!parsed) return parsed.error();
  distribution = std::move(*parsed);
  return success();
}

Status read(const json& value, const std::string& name, std::optional<Distribution>& distribution) {
  distribution.reset();
  return value.is_null() ? success() : read(value, name, distribution.emplace());
}

Status read(const json& value, const std::string& name, int& count) {
  if (value.is_number_integer() && value >= 0 && value <= LatencyProfile::kMaximumConcurrency) {
    count = value.get<int>();
    return success();
  }
  return invalid(name + " is " + value.dump() + "; allowed: a whole number from 0 to " +
                 std::to_string(LatencyProfile::kMaximumConcurrency));
}

Status read(const json& value, const std::string& name, double& factor) {
  if (value.is_number() && value >= 1.0 && value <= kLargestLoadFactor) {
    factor = value.get<double>();
    return success();
  }
  return invalid(name + " is " + value.dump() + "; allowed: a number from 1 to 1000");
}

Status read_key(const std::string& key, const json& value, const std::string& name, LatencyProfile& profile) {
  if (key == "overhead_ms") return read(value, name, profile.overhead);
  if (key == "ttft_ms") return read(value, name, profile.ttft);
  if (key == "prefill_per_token_ms") return read(value, name, profile.prefill_per_token);
  if (key == "itl_ms") return read(value, name, profile.itl);
  if (key == "per_unit_ms") return read(value, name, profile.per_unit);
  if (key == "load_factor") return read(value, name, profile.load_factor);
  if (key == "max_concurrency") return read(value, name, profile.max_concurrency);
  if (key == "max_queue") return read(value, name, profile.max_queue);
  return invalid("unknown key " + name + "; allowed: " + kKeys);
}

}  // namespace

Result<LatencyProfile> LatencyProfile::from_json(const json& object, std::string_view where, LatencyProfile profile) {
  const std::string place(where);
  if (!object.is_object()) return invalid(place + " is " + object.dump() + "; allowed: an object with " + kKeys);
  for (const auto& item : object.items()) {
    const auto status = read_key(item.key(), item.value(), item.key(), profile);
    if (!status) return invalid(place + ": " + status.error().message);
  }
  return profile;
}

Result<LatencyProfile> LatencyProfile::from_json(const json& object, std::string_view where) {
  return from_json(object, where, LatencyProfile{});
}

json LatencyProfile::to_json() const {
  json object = {{"overhead_ms", overhead.to_json()},
                 {"prefill_per_token_ms", prefill_per_token.to_json()},
                 {"itl_ms", itl.to_json()},
                 {"per_unit_ms", per_unit.to_json()},
                 {"load_factor", load_factor},
                 {"max_concurrency", max_concurrency},
                 {"max_queue", max_queue}};
  if (ttft) object["ttft_ms"] = ttft->to_json();
  return object;
}

double LatencyProfile::load_multiplier(int running) const {
  if (max_concurrency <= 1) return 1.0;
  const double others = std::clamp(running, 1, max_concurrency) - 1;
  return 1.0 + (load_factor - 1.0) * others / (max_concurrency - 1);
}

Result<double> parse_latency_override(std::string_view header, std::string_view value) {
  double milliseconds = 0.0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), milliseconds);
  const bool whole = error == std::errc() && end == value.data() + value.size();
  if (!whole || !(milliseconds >= 0.0 && milliseconds <= Distribution::kMaximum)) {
    return invalid(std::string(header) + " is \"" + std::string(value) + "\"; allowed: milliseconds from 0 to 3600000");
  }
  return milliseconds;
}

}  // namespace oaisim
