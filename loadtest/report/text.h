// How reports write figures, beside what number_text.h has.
//
// Thread safety: all of it.
#pragma once

#include <string>
#include <string_view>

#include "common/text/number_text.h"

namespace oaisim::loadtest {

std::string milliseconds(double nanoseconds);                 // 0.123, 12.3, 1,234: three digits or more
std::string right(std::string_view text, std::size_t width);  // padded on the left
std::string left(std::string_view text, std::size_t width);   // padded on the right

}  // namespace oaisim::loadtest
