// A 64-bit number for a JSON value: equal values have the same, different ones another, but for two in 2^64 or so.
//
// It is keyed with a secret of the process, so that nobody outside can look for two values with the same number.
// Members in another order make another value.  Thread safety: pure function.
#pragma once

#include <cstdint>

#include "simulator/protocols/shape.h"

namespace oaisim {

using Fingerprint = std::uint64_t;

Fingerprint fingerprint_of(JsonValue value);

}  // namespace oaisim
