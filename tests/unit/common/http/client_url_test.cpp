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
    CHECK(url.error().message.find("secret") == std::string::npos);
  }
}

TEST_CASE("a refused address is repeated without what may be a password or a key") {
  for (const char* text : {"http://user:s3cret@h", "http://s3cret@h/a", "http://u:s3/cret@h", "u:s3cret@h",
                           "ftp://h/?api_key=s3cret", "http://h:x/?a=1&sig=s3cret"}) {
    const auto url = parse_http_url(text);
    REQUIRE_FALSE(url.ok());
    CHECK_MESSAGE(url.error().message.find("cret") == std::string::npos, url.error().message);
  }
  CHECK(parse_http_url("http://user:pw@host/a").error().message.starts_with("'http://***@host/a' contains a user"));
}

TEST_CASE("secret values of a query are hidden by their names") {
  CHECK(redacted_query("a=1&api_key=x&API-Key=y&token=&b") == "a=1&api_key=***&API-Key=***&token=***&b");
  CHECK(redacted_query("code=x&zipcode=8000&sig=a%3D&X-Amz-Signature=z") ==
        "code=***&zipcode=8000&sig=***&X-Amz-Signature=***");
  CHECK(redacted_query("keys=a&monkeys=b&access_token=c=d&e") == "keys=a&monkeys=b&access_token=***&e");
  CHECK(redacted_path("/a?key=b") == "/a?key=***");
  CHECK(redacted_path("/key=b") == "/key=b");
  CHECK(secrets_of_query("a=1&key=b&token=c%20d") == std::vector<std::string_view>{"b", "c%20d"});
}
