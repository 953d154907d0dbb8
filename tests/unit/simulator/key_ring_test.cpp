#include "simulator/key_ring.h"

#include <doctest/doctest.h>

using namespace oaisim;

namespace {

HttpRequest request_with(std::string_view name, std::string_view value) {
  HttpRequest request;
  request.set_line(HttpMethod::get, "GET", "/", 11);
  request.add_header(name, value);
  return request;
}

}  // namespace

TEST_CASE("a key is taken from api-key, a bearer token or x-api-key, and from nowhere else") {
  const KeyRing keys({"alpha", "beta"});
  CHECK(keys.check(request_with("API-Key", "alpha")) == KeyRing::Verdict::accepted);
  CHECK(keys.check(request_with("Authorization", "Bearer beta")) == KeyRing::Verdict::accepted);
  CHECK(keys.check(request_with("authorization", "bearer beta")) == KeyRing::Verdict::accepted);
  CHECK(keys.check(request_with("x-api-key", "beta")) == KeyRing::Verdict::accepted);
  CHECK(keys.check(request_with("authorization", "Basic beta")) == KeyRing::Verdict::missing);
  CHECK(keys.check(request_with("cookie", "alpha")) == KeyRing::Verdict::missing);
}

TEST_CASE("a key is accepted whole or not at all") {
  const KeyRing keys({"alpha"});
  for (const char* wrong : {"alph", "alphaa", "alphaalpha", "Alpha", "a", " alpha"}) {
    CAPTURE(wrong);
    CHECK(keys.check(request_with("api-key", wrong)) == KeyRing::Verdict::wrong);
  }
  CHECK(KeyRing({""}).check(request_with("api-key", "x")) == KeyRing::Verdict::wrong);
}

TEST_CASE("callers are told apart by their keys") {
  CHECK(KeyRing::identity(request_with("api-key", "a")) ==
        KeyRing::identity(request_with("authorization", "Bearer a")));
  CHECK(KeyRing::identity(request_with("api-key", "a")) != KeyRing::identity(request_with("api-key", "b")));
}
