#include "common/text/number_text.h"

#include <doctest/doctest.h>

namespace oaisim {
namespace {

TEST_CASE("numbers are written as people read them") {
  CHECK(with_commas(0) == "0");
  CHECK(with_commas(999) == "999");
  CHECK(with_commas(1'234'567) == "1,234,567");
  CHECK(decimals(3.14159, 2) == "3.14");
  CHECK(decimals(1e300, 0).size() < 64);
  CHECK(percent(0.1234) == "12.3 %");
  CHECK(three_digits(0.123) == "0.12");
  CHECK(three_digits(12.34) == "12.3");
  CHECK(three_digits(1234) == "1234");
  CHECK(significant(1.5, 4) == "1.5");
  CHECK(significant(1.23456, 4) == "1.235");
}

}  // namespace
}  // namespace oaisim
