#include "tests/integration/mistreated_server.h"

#include <utility>

namespace oaisim::testing {
namespace {

std::map<std::string, std::string> without_latency(std::map<std::string, std::string> environment) {
  environment.emplace("LATENCY_OPENAI_CHAT_COMPLETIONS_MEAN", "0");
  environment.emplace("LATENCY_OPENAI_CHAT_COMPLETIONS_STD_DEV", "0");
  return environment;
}

}  // namespace

ServerUnderTest::ServerUnderTest(const std::vector<std::string>& flags, std::map<std::string, std::string> environment)
    : process_(flags, without_latency(std::move(environment))) {
  check_serves();  // what is loaded once is not growth
  resident_bytes_at_start_ = process_.resident_bytes();
}

void ServerUnderTest::check_serves() {
  const auto reply = process_.client().Post("/v1/chat/completions", chat_body().dump(), "application/json");
  REQUIRE_MESSAGE(reply, process_.log());
  CHECK(reply->status == 200);
}

void ServerUnderTest::check_memory() {
  if (!memory_figures_mean_something()) {
    MESSAGE("memory is not checked: a sanitizer's shadow memory is part of it");
    return;
  }
  CHECK(process_.resident_bytes() - resident_bytes_at_start_ < kAllowedGrowthBytes);
}

std::string raw_chat_request(const std::string& body, const std::string& more_headers, const std::string& version) {
  return "POST /v1/chat/completions " + version + "\r\nHost: localhost\r\nContent-Type: application/json\r\n" +
         "Authorization: Bearer " + kTestKey + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         more_headers + "\r\n" + body;
}

std::string chat_request(const nlohmann::json& body, const std::string& more_headers, const std::string& version) {
  return raw_chat_request(body.dump(), more_headers, version);
}

nlohmann::json chat_body(int max_tokens) {
  return {{"model", "gpt-4o"}, {"messages", {{{"role", "user"}, {"content", "Hello"}}}}, {"max_tokens", max_tokens}};
}

nlohmann::json streamed(nlohmann::json body) {
  body["stream"] = true;
  return body;
}

nlohmann::json openai_error(const std::string& body) {
  const auto document = nlohmann::json::parse(body, nullptr, false);
  REQUIRE_MESSAGE(document.is_object(), body);
  REQUIRE_MESSAGE(document.contains("error"), body);
  for (const char* key : {"message", "type", "param", "code"}) CHECK_MESSAGE(document["error"].contains(key), body);
  return document["error"];
}

}  // namespace oaisim::testing
