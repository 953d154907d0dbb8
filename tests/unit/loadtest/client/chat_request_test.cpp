#include "loadtest/client/chat_request.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

using namespace oaisim::loadtest;

namespace {

Target target_of(std::string model, std::string deployment, std::string key) {
  return *make_target({.url = "http://host:81",
                       .model = std::move(model),
                       .deployment = std::move(deployment),
                       .api_version = "v",
                       .key = std::move(key)});
}

}  // namespace

TEST_CASE("an OpenAI request has its model in the body and a bearer key") {
  const auto text =
      chat_request(target_of("m", "", "k"), {.prompts = {}, .max_tokens = 5, .stream = true}, "say \"hi\"");
  CHECK(text.starts_with("POST /v1/chat/completions HTTP/1.1\r\nHost: host:81\r\n"));
  CHECK(text.find("\r\nAuthorization: Bearer k\r\n") != std::string::npos);
  const auto head = text.find("\r\n\r\n");
  const auto body = nlohmann::json::parse(text.substr(head + 4));
  CHECK(text.find("\r\nContent-Length: " + std::to_string(text.size() - head - 4) + "\r\n") != std::string::npos);
  CHECK(body["model"] == "m");
  CHECK(body["messages"][0]["content"] == "say \"hi\"");
  CHECK(body["max_tokens"] == 5);
  CHECK(body["stream"] == true);
  CHECK(body["stream_options"]["include_usage"] == true);
}

TEST_CASE("an Azure request has no model and an api-key header") {
  const auto text = chat_request(target_of("", "d", "k"), {.prompts = {}, .max_tokens = {}, .stream = false}, "x");
  CHECK(text.starts_with("POST /openai/deployments/d/chat/completions?api-version=v HTTP/1.1\r\n"));
  CHECK(text.find("\r\napi-key: k\r\n") != std::string::npos);
  CHECK(text.find("Bearer") == std::string::npos);
  CHECK(text.find("\"model\"") == std::string::npos);
  CHECK(text.find("stream") == std::string::npos);
  CHECK(text.find("max_tokens") == std::string::npos);
}

TEST_CASE("without a key none is sent, and any bytes of a prompt make valid JSON") {
  const auto target = target_of("m", "", "");
  const RequestPlan chat{.prompts = {}, .max_tokens = {}, .stream = false};
  CHECK(chat_request(target, chat, "x").find("Authorization") == std::string::npos);
  CHECK(nlohmann::json::accept(chat_body(target, chat, "\xff\x01 \n")));
}
