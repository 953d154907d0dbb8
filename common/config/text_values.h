// Reading values that people write: durations, sizes, numbers.
//
// Every function returns an Error whose message says what is allowed, without naming the option (the caller
// puts the name in front).  Thread safety: all of it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/base/units.h"

namespace oaisim {

// "250us", "10ms", "1.5s", "2m", "1h"; a bare number is seconds.  Never negative.
Result<Duration> parse_duration(std::string_view text);
std::string format_duration(Duration duration);  // the shortest of the above that parses to the same value

// "4096", "64KiB", "16MiB", "2GiB", "10MB" (bytes).
Result<std::int64_t> parse_bytes(std::string_view text);

// "true|false|1|0|yes|no|on|off" in any case.
Result<bool> parse_bool(std::string_view text);

Result<std::int64_t> parse_integer(std::string_view text);
Result<double> parse_number(std::string_view text);  // finite

}  // namespace oaisim
