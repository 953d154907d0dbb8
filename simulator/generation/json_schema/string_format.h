// Values of JSON Schema's string formats: "2026-03-14T09:26:53Z", "dolor.magna@example.com".
//
// Thread safety: pure functions.  Units: sizes are bytes, and so characters, for all values are ASCII.
// Source: JSON Schema 2020-12 Validation, 7.3; addresses are those that RFC 2606, 5737 and 3849 keep for examples.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/random.h"

namespace oaisim {

enum class StringFormat { date_time, date, time, duration, email, hostname, ipv4, ipv6, uuid, uri };

std::optional<StringFormat> string_format(std::string_view name);

// Whether the structured outputs of the API know it.
bool is_strict_format(StringFormat format);

// Appends a value; it needs no escapes in JSON.
void write_format(StringFormat format, Random& random, std::string& out);

// The sizes of what write_format() appends.
struct FormatSizes {
  std::size_t shortest;
  std::size_t longest;
};
FormatSizes format_sizes(StringFormat format);

}  // namespace oaisim
