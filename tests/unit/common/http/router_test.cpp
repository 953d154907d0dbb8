#include "common/http/router.h"

#include <doctest/doctest.h>

using namespace oaisim;
using Kind = Router::Match::Kind;

TEST_CASE("a route is found by method and path, with its parameters") {
  Router router;
  const auto models = router.add(HttpMethod::get, "/v1/models");
  const auto model = router.add(HttpMethod::get, "/v1/models/{id}");
  const auto chat = router.add(HttpMethod::post, "/openai/deployments/{deployment}/chat/completions");
  CHECK(router.match(HttpMethod::get, "/v1/models").route == models);
  CHECK(router.match(HttpMethod::head, "/v1/models").route == models);
  CHECK(router.match(HttpMethod::get, "/v1/models/").route == models);
  const auto one = router.match(HttpMethod::get, "/v1/models/ft:gpt-4o:me::1");
  CHECK(one.route == model);
  CHECK(one.parameters[0] == "ft:gpt-4o:me::1");
  const auto azure = router.match(HttpMethod::post, "/openai/deployments/my gpt/chat/completions");
  CHECK(azure.kind == Kind::found);
  CHECK(azure.route == chat);
  CHECK(azure.parameters[0] == "my gpt");
}

TEST_CASE("an unknown path and a wrong method are told apart, and what is allowed is said") {
  Router router;
  router.add(HttpMethod::get, "/++/config");
  router.add(HttpMethod::patch, "/++/config");
  CHECK(router.match(HttpMethod::get, "/nope").kind == Kind::unknown_path);
  CHECK(router.match(HttpMethod::get, "/++/config/x").kind == Kind::unknown_path);
  CHECK(router.match(HttpMethod::get, "").kind == Kind::unknown_path);
  const auto wrong = router.match(HttpMethod::delete_, "/++/config");
  CHECK(wrong.kind == Kind::wrong_method);
  CHECK(wrong.allow == "GET, HEAD, PATCH");
}
