#include "loadtest/client/json_path.h"

#include <doctest/doctest.h>

#include <string>

using namespace oaisim::loadtest;

namespace {

const std::string kRecord = R"({"a":{"b":[10,20,{"c":"x"}],"key with 'quotes'":1},"c":"first","d é":[[1,2],[3]]})";

std::string find(const std::string& path) {
  const auto parsed = JsonPath::parse(path);
  CAPTURE(path);
  REQUIRE(parsed.ok());
  return parsed->first_of(kRecord).value_or("nothing");
}

}  // namespace

TEST_CASE("a path finds the first value that it names") {
  CHECK(find("$") == kRecord);
  CHECK(find("$.a.b[0]") == "10");
  CHECK(find("$.a.b[-1].c") == "\"x\"");
  CHECK(find("$['a']['b'][1]") == "20");
  CHECK(find(R"($.a['key with \'quotes\''])") == "1");
  CHECK(find(R"($.a["key with 'quotes'"])") == "1");
  CHECK(find(R"($["d \u00e9"][1][0])") == "3");
  CHECK(find("$..c") == "\"first\"");
  CHECK(find("$.a..c") == "\"x\"");
  CHECK(find("$..[2].c") == "\"x\"");
  CHECK(find("$.a.b[1:]") == "20");
  CHECK(find("$.a.b[::-1]") == R"({"c":"x"})");
  CHECK(find("$.a.b[ 5 , 1 ]") == "20");
  CHECK(find("$.*[5,'b']") == R"([10,20,{"c":"x"}])");
  CHECK(find("$..*") == R"({"b":[10,20,{"c":"x"}],"key with 'quotes'":1})");
}

TEST_CASE("what is not there is not found") {
  for (const char* path :
       {"$.x", "$.c.d", "$.a[0]", "$.a.b[3]", "$.a.b[-4]", "$.a.b[5:]", "$.a.b[::0]", "$.c[*]", "$.a.b.c"}) {
    CHECK(find(path) == "nothing");
  }
  CHECK_FALSE(JsonPath::parse("$.a")->first_of("no JSON").has_value());
  CHECK_FALSE(JsonPath::parse("$..a")->first_of(std::string(100'000, '[') + std::string(100'000, ']')).has_value());
}

TEST_CASE("what is no path is refused with the place and what was expected") {
  const auto message = [](const std::string& path) {
    const auto parsed = JsonPath::parse(path);
    CAPTURE(path);
    REQUIRE_FALSE(parsed.ok());
    return parsed.error().message;
  };
  CHECK(message("") == "'': at character 1, '$', the whole record, was expected");
  CHECK(message("a.b").find("at character 1, '$'") != std::string::npos);
  CHECK(message("$.") == "'$.': at character 3, a name or '*' was expected");
  CHECK(message("$.1a").find("at character 3") != std::string::npos);
  CHECK(message("$a").find("at character 2, '.' or '['") != std::string::npos);
  CHECK(message("$[").find("at character 3") != std::string::npos);
  CHECK(message("$[1").find("at character 4, ',' or ']'") != std::string::npos);
  CHECK(message("$['a]").find("the quote that ends the name") != std::string::npos);
  CHECK(message(R"($['\q'])").find("at character 3, a name in quotes") != std::string::npos);
  CHECK(message("$[?@.a]").find("filters are not supported") != std::string::npos);
  CHECK(message("$[99999999999999999999]").find("a whole number") != std::string::npos);
  CHECK(message("$[a]").find("at character 3") != std::string::npos);
}
