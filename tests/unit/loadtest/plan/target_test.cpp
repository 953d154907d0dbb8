#include "loadtest/plan/target.h"

#include <doctest/doctest.h>

using namespace oaisim::loadtest;

namespace {

TargetWishes wishes(std::string url, std::string model, std::string deployment) {
  return {.url = std::move(url),
          .model = std::move(model),
          .deployment = std::move(deployment),
          .api_version = "2024-10-21",
          .key = "k"};
}

std::string path_of(std::string url, std::string model, std::string deployment) {
  const auto target = make_target(wishes(std::move(url), std::move(model), std::move(deployment)));
  REQUIRE(target.ok());
  return target->path_and_query;
}

}  // namespace

TEST_CASE("a model means an OpenAI address, whether the url has its /v1 or not") {
  CHECK(path_of("http://h", "m", "") == "/v1/chat/completions");
  CHECK(path_of("http://h/", "m", "") == "/v1/chat/completions");
  CHECK(path_of("http://h/v1/", "m", "") == "/v1/chat/completions");
  CHECK(path_of("http://h/api/v1", "m", "") == "/api/v1/chat/completions");
  CHECK(path_of("http://h/v1/chat/completions", "m", "") == "/v1/chat/completions");
}

TEST_CASE("a secret of the query is sent, but neither shown nor kept") {
  TargetWishes plain = wishes("http://h/a?api_key=s3&b=1", "", "");
  plain.api = "http";
  auto target = *make_target(plain);
  CHECK(target.path_and_query == "/a?api_key=s3&b=1");
  CHECK(target.address() == "http://h/a?api_key=***&b=1");
  target.forget_secrets();
  CHECK(target.path_and_query == "/a?api_key=***&b=1");
  CHECK(target.url.query == "api_key=***&b=1");
}

TEST_CASE("a deployment means an Azure address with an API version") {
  CHECK(path_of("http://h", "", "d") == "/openai/deployments/d/chat/completions?api-version=2024-10-21");
  CHECK(path_of("http://h/openai/", "", "d") == "/openai/deployments/d/chat/completions?api-version=2024-10-21");
  CHECK(path_of("http://h/gateway", "", "a b/c") ==
        "/gateway/openai/deployments/a%20b%2Fc/chat/completions?api-version=2024-10-21");
  CHECK(path_of("http://h?api-version=1", "", "d") == "/openai/deployments/d/chat/completions?api-version=1");
}

TEST_CASE("what is missing or contradicts itself is named by its flag") {
  CHECK(make_target(wishes("", "m", "")).error().message.starts_with("--url is missing"));
  CHECK(make_target(wishes("http://h", "", "")).error().message.starts_with("one of --model"));
  CHECK(make_target(wishes("http://h", "m", "d")).error().message.starts_with("--model and --deployment exclude"));
  CHECK(make_target(wishes("nope", "m", "")).error().message.starts_with("--url: 'nope'"));
}

TEST_CASE("a key that would be another header is refused and not repeated") {
  auto bad = wishes("http://h", "m", "");
  bad.key = "secret\r\nX: y";
  const auto target = make_target(bad);
  REQUIRE_FALSE(target.ok());
  CHECK(target.error().message.find("secret") == std::string::npos);
}

TEST_CASE("each API has its path, at OpenAI's, Azure's and Anthropic's addresses") {
  const auto path = [](std::string url, std::string api, bool azure = false) {
    auto wish = wishes(std::move(url), azure ? "" : "m", azure ? "d" : "");
    wish.api = std::move(api);
    const auto target = make_target(wish);
    REQUIRE(target.ok());
    return target->path_and_query;
  };
  CHECK(path("http://h", "completions") == "/v1/completions");
  CHECK(path("http://h/v1", "embeddings") == "/v1/embeddings");
  CHECK(path("http://h", "embeddings", true) == "/openai/deployments/d/embeddings?api-version=2024-10-21");
  CHECK(path("http://h/v1/responses", "responses") == "/v1/responses");
  CHECK(path("http://h", "responses", true) == "/openai/v1/responses");
  CHECK(path("http://h/openai/v1/", "responses", true) == "/openai/v1/responses");
  CHECK(path("http://h", "messages") == "/v1/messages");
  CHECK(path("http://h/v1", "messages") == "/v1/messages");
  CHECK(path("http://h/anthropic", "messages") == "/anthropic/v1/messages");
}

TEST_CASE("plain HTTP takes the address as it is written, and needs no model") {
  TargetWishes wish = wishes("https://h/a//b/?c=d", "", "");
  wish.api = "http";
  wish.headers = {"X-A: b"};
  auto target = make_target(wish);
  REQUIRE(target.ok());
  CHECK(target->path_and_query == "/a//b/?c=d");
  CHECK(target->method.empty());
  CHECK(target->headers.front().value == "b");
  CHECK(target->address() == "https://h/a//b/?c=d");
  target->forget_secrets();
  CHECK(target->key.empty());
  CHECK(target->headers.front().value.empty());
  wish.method = "PUT";
  wish.path = "/x?y";
  CHECK(make_target(wish)->method == "PUT");
  CHECK(make_target(wish)->path_and_query == "/x?y");
}

TEST_CASE("wishes that the API does not have are refused") {
  const auto message = [](auto change) {
    TargetWishes wish = wishes("http://h", "m", "");
    change(wish);
    const auto target = make_target(wish);
    REQUIRE_FALSE(target.ok());
    return target.error().message;
  };
  CHECK(message([](auto& w) { w.api = "nope"; }) ==
        "--api: 'nope' is unknown; allowed: chat, completions, embeddings, responses, messages, http");
  CHECK(message([](auto& w) { w.method = "PUT"; }).starts_with("--method needs --api http"));
  CHECK(message([](auto& w) { w.path = "no/slash"; }).starts_with("--path starts with a slash"));
  CHECK(message([](auto& w) { w.path = "/a b"; }).starts_with("--path starts with a slash"));
  CHECK(message([](auto& w) { w.headers = {"TE: x"}; }).starts_with("--header: 'TE' belongs to the connection"));
  CHECK(message([](auto& w) { w.model = "\xff"; }).starts_with("--model is not valid UTF-8"));
  CHECK(message([](auto& w) {
          w.api = "messages";
          w.model.clear();
          w.deployment = "d";
        }).starts_with("--api messages has no addresses of Azure"));
}
