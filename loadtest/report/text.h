// How reports write numbers.
//
// Thread safety: all of it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace oaisim::loadtest {

std::string with_commas(std::uint64_t number);                // 1,234,567
std::string decimals(double number, int places);              // 3.14
std::string milliseconds(double nanoseconds);                 // 0.123, 12.3, 1,234: three digits or more
std::string percent(double share);                            // 12.3 %
std::string right(std::string_view text, std::size_t width);  // padded on the left
std::string left(std::string_view text, std::size_t width);   // padded on the right

}  // namespace oaisim::loadtest
