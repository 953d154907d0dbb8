#include "common/text/json_writer.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

using namespace oaisim;

TEST_CASE("every byte is escaped where it must be and kept where it need not, wherever it stands") {
  for (int value = 0; value < 256; ++value) {
    for (std::size_t place = 0; place < 20; ++place) {
      std::string text(20, 'a');
      text[place] = static_cast<char>(value);
      std::string escaped;
      append_escaped(escaped, text);
      if (value >= 0x80) {
        CHECK(escaped == text);  // a part of a character
        continue;
      }
      const auto read = nlohmann::json::parse('"' + escaped + '"', nullptr, false);
      REQUIRE_MESSAGE(read.is_string(), escaped);
      CHECK(read.get<std::string>() == text);
    }
  }
}

TEST_CASE("bytes beside each other are all escaped") {
  std::string escaped;
  append_escaped(escaped, "\"\"\"\"\"\"\"\"\\\\\n\n\x01é\"");
  CHECK(escaped == R"(\"\"\"\"\"\"\"\"\\\\\n\n\u0001é\")");
}
