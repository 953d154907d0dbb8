#include "common/config/text_values.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace oaisim {
namespace {

struct Suffix {
  std::string_view name;
  double factor;
};

// Splits "1.5s" into its number and the factor of its suffix.
template <std::size_t N>
Result<double> parse_scaled(std::string_view text, const std::array<Suffix, N>& suffixes, const std::string& allowed) {
  double value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  const std::string_view rest = text.substr(static_cast<std::size_t>(end - text.data()));
  if (code == std::errc() && std::isfinite(value) && value >= 0) {
    for (const auto& suffix : suffixes) {
      if (rest == suffix.name && value * suffix.factor < 9e18) return value * suffix.factor;
    }
  }
  return invalid("'" + std::string(text) + "' is not " + allowed);
}

constexpr std::array<Suffix, 6> kTimeSuffixes{
    {{"", 1e9}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"m", 60e9}, {"h", 3600e9}}};
constexpr std::array<Suffix, 8> kByteSuffixes{{{"", 1},
                                               {"B", 1},
                                               {"KB", 1e3},
                                               {"MB", 1e6},
                                               {"GB", 1e9},
                                               {"KiB", 1024},
                                               {"MiB", 1024.0 * 1024},
                                               {"GiB", 1024.0 * 1024 * 1024}}};

}  // namespace

Result<Duration> parse_duration(std::string_view text) {
  const auto nanoseconds = parse_scaled(text, kTimeSuffixes, "a duration such as 250us, 10ms, 1.5s, 2m or 1h");
  if (!nanoseconds) return nanoseconds.error();
  return Duration(static_cast<Duration::rep>(std::llround(*nanoseconds)));
}

std::string format_duration(Duration duration) {
  struct Unit {
    Duration::rep size;
    const char* name;
  };
  static constexpr Unit kUnits[] = {
      {3'600'000'000'000, "h"}, {60'000'000'000, "m"}, {1'000'000'000, "s"}, {1'000'000, "ms"}};
  const auto count = duration.count();
  if (count == 0) return "0s";
  for (const auto& unit : kUnits) {
    if (count % unit.size == 0) return std::to_string(count / unit.size) + unit.name;
  }
  return std::to_string(count / 1000) + "us";
}

Result<std::int64_t> parse_bytes(std::string_view text) {
  const auto bytes = parse_scaled(text, kByteSuffixes, "a size such as 4096, 64KiB, 16MiB or 2GiB");
  if (!bytes) return bytes.error();
  return static_cast<std::int64_t>(*bytes);
}

Result<bool> parse_bool(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
  if (lower == "true" || lower == "1" || lower == "yes" || lower == "on") return true;
  if (lower == "false" || lower == "0" || lower == "no" || lower == "off") return false;
  return invalid("'" + std::string(text) + "' is not true or false");
}

Result<std::int64_t> parse_integer(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc() || end != text.data() + text.size()) {
    return invalid("'" + std::string(text) + "' is not a whole number");
  }
  return value;
}

Result<double> parse_number(std::string_view text) {
  double value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
    return invalid("'" + std::string(text) + "' is not a number");
  }
  return value;
}

}  // namespace oaisim
