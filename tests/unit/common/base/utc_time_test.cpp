#include "common/base/utc_time.h"

#include <doctest/doctest.h>

using namespace oaisim;

TEST_CASE("a moment is written in UTC, to the second") {
  std::string text = "at ";
  append_utc(text, 1755780059);
  CHECK(text == "at 2025-08-21T12:40:59Z");
  text.clear();
  append_utc(text, 0);
  CHECK(text == "1970-01-01T00:00:00Z");
}
