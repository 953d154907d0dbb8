// A moment as RFC 3339 writes it in UTC: 2026-01-31T12:00:00Z.
//
// Thread safety: pure function.  Units: seconds since 1970.  Source: RFC 3339, section 5.6.
#pragma once

#include <cstdint>
#include <string>

namespace oaisim {

void append_utc(std::string& out, std::int64_t unix_seconds);

}  // namespace oaisim
