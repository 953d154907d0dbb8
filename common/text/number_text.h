// How people read numbers.
//
// Thread safety: pure functions.
#pragma once

#include <cstdint>
#include <string>

namespace oaisim {

std::string with_commas(std::uint64_t number);     // 1,234,567
std::string decimals(double number, int places);   // 3.14
std::string percent(double share);                 // 12.3 %
std::string three_digits(double number);           // 0.12, 1.23, 12.3, 123, 1234: more where whole numbers have more
std::string significant(double number, int most);  // 1.5, 0.00125, 1e+10: at most so many digits, no zeros at the end

}  // namespace oaisim
