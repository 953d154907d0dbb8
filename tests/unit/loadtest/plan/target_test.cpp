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
