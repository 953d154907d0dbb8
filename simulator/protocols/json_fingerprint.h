// A 128-bit number for a JSON value: equal values have the same, different ones another.
//
// It is keyed with a secret of the process, so that nobody outside can look for two values with the same number.
// Members in another order make another value.  Thread safety: pure function.
#pragma once

#include <cstdint>

#include "simulator/protocols/shape.h"

namespace oaisim {

struct Fingerprint {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  bool operator==(const Fingerprint&) const = default;
};

Fingerprint fingerprint_of(JsonValue value);

}  // namespace oaisim
