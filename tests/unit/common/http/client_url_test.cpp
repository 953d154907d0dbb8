#include "common/http/client_url.h"

#include <doctest/doctest.h>

using namespace oaisim;

TEST_CASE("an address is taken apart and tidied") {
  const auto url = parse_http_url("http://example.org:8000//a///b/?x=1#f");
  REQUIRE(url.ok());
  CHECK(url->host == "example.org");
  CHECK(url->port == "8000");
  CHECK(url->path == "/a/b");
  CHECK(url->query == "x=1");
  CHECK(url->authority() == "example.org:8000");
}

TEST_CASE("the port is 80 unless it is given, and a lone slash is no path") {
  const auto url = parse_http_url("http://localhost/");
  REQUIRE(url.ok());
  CHECK(url->port == "80");
  CHECK(url->path.empty());
  CHECK(url->authority() == "localhost");
}

TEST_CASE("an IPv6 address stands in brackets") {
  const auto url = parse_http_url("http://[::1]:8000/v1");
  REQUIRE(url.ok());
  CHECK(url->host == "::1");
  CHECK(url->authority() == "[::1]:8000");
}

TEST_CASE("https has a port of its own") {
  const auto url = parse_http_url("https://example.org/v1/");
  REQUIRE(url.ok());
  CHECK(url->secure);
  CHECK(url->port == "443");
  CHECK(url->origin() == "https://example.org");
  CHECK(url->path == "/v1");
  CHECK(url->written_path == "/v1/");
  CHECK(parse_http_url("https://example.org:80")->origin() == "https://example.org:80");
  CHECK_FALSE(parse_http_url("http://example.org")->secure);
}

TEST_CASE("what is no address is refused with how one looks") {
  for (const char* text :
       {"", "localhost:8000", "ftp://x", "http://", "http://:80", "http://a:0", "http://a:65536", "http://a:x",
        "http://a b", "http://a\r\nX: y", "http://[::1", "http://[::1]x", "http://user:secret@host"}) {
    const auto url = parse_http_url(text);
    CAPTURE(text);
    REQUIRE_FALSE(url.ok());
    CHECK(url.error().message.find("an address looks like http://") != std::string::npos);
  }
}
