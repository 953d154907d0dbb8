#include "loadtest/plan/header_field.h"

#include <doctest/doctest.h>

using namespace oaisim::loadtest;

TEST_CASE("a header is a name, a colon and a value without its outer spaces") {
  const auto header = parse_header("X-Team:  blue: sky ");
  REQUIRE(header.ok());
  CHECK(header->name == "X-Team");
  CHECK(header->value == "blue: sky");
  CHECK(parse_header("X-Empty:")->value.empty());
  CHECK(parse_header("Accept-Encoding: identity").ok());
}

TEST_CASE("what is no header, or belongs to the connection, is refused without its value") {
  for (const char* text : {"", "no colon", ": secret", "a b: secret", "X: secret\r\nY: z", "Connection: secret",
                           "transfer-encoding: secret", "TE: secret", "Upgrade: secret", "Content-Length: secret",
                           "Expect: secret", "Accept-Encoding: secret"}) {
    const auto header = parse_header(text);
    CAPTURE(text);
    REQUIRE_FALSE(header.ok());
    CHECK(header.error().message.find("secret") == std::string::npos);
  }
}

TEST_CASE("headers that hold secrets are known whatever their case") {
  CHECK(is_secret_header("AUTHORIZATION"));
  CHECK(is_secret_header("x-api-key"));
  CHECK_FALSE(is_secret_header("content-type"));
}
