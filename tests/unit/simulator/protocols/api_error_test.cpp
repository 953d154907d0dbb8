#include "simulator/protocols/api_error.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "simulator/protocols/model_catalogue.h"
#include "simulator/protocols/model_list.h"

using namespace oaisim;
using nlohmann::json;

TEST_CASE("an error has the shape of the API that was called") {
  const ApiError error = invalid_value("messages[0].role", "pi\"rate", "'user'");
  CHECK(json::parse(error_body(error, ApiShape::openai)) ==
        json{{"error",
              {{"message", "Invalid value: 'pi\"rate'. Supported values are: 'user'."},
               {"type", "invalid_request_error"},
               {"param", "messages[0].role"},
               {"code", "invalid_value"}}}});
  const json azure = json::parse(error_body(wrong_key(ApiShape::azure), ApiShape::azure));
  CHECK(azure["error"]["code"] == "401");
  CHECK(azure["error"].size() == 2);
}

TEST_CASE("what Azure's content filter refuses says why") {
  const json body = json::parse(error_body(filtered_prompt(R"({"hate":1})"), ApiShape::azure))["error"];
  CHECK(body["message"].get<std::string>().starts_with("The response was filtered due to the prompt triggering Azure"));
  CHECK(body["type"].is_null());
  CHECK(body["param"] == "prompt");
  CHECK(body["code"] == "content_filter");
  CHECK(body["status"] == 400);
  CHECK(body["innererror"] == json{{"code", "ResponsibleAIPolicyViolation"}, {"content_filter_result", {{"hate", 1}}}});
  CHECK(body.size() == 6);
}

TEST_CASE("Anthropic's type is that of the status, and its error names the request") {
  CHECK(json::parse(error_body(wrong_key(ApiShape::anthropic), ApiShape::anthropic, "req_1")) ==
        json{{"type", "error"},
             {"error", {{"type", "authentication_error"}, {"message", "invalid x-api-key"}}},
             {"request_id", "req_1"}});
  const auto type_of = [](ApiError error) {
    return json::parse(error_body(error, ApiShape::anthropic))["error"]["type"].get<std::string>();
  };
  CHECK(type_of(malformed_json(ApiShape::anthropic)) == "invalid_request_error");
  CHECK(type_of(unknown_model("m", ApiShape::anthropic)) == "not_found_error");
  CHECK(type_of({.status = 403, .message = {}}) == "permission_error");
  CHECK(type_of(unreadable_request(413, "too large")) == "request_too_large");
  CHECK(type_of(rate_limited("m", "tokens", ApiShape::anthropic)) == "rate_limit_error");
  CHECK(type_of(overloaded(ApiShape::anthropic, "r")) == "overloaded_error");
  CHECK(overloaded(ApiShape::anthropic, "r").status == 529);
  CHECK(type_of(too_many_replies()) == "api_error");
}

TEST_CASE("the path tells the API") {
  CHECK(shape_of_path("/v1/messages") == ApiShape::anthropic);
  CHECK(shape_of_path("/v1/messages/batches") == ApiShape::anthropic);
  CHECK(shape_of_path("/v1/messagesx") == ApiShape::openai);
  CHECK(shape_of_path("/openai/v1/models") == ApiShape::azure);
}

TEST_CASE("what is unknown is null on OpenAI") {
  const json body = json::parse(error_body(malformed_json(), ApiShape::openai));
  CHECK(body["error"]["param"].is_null());
  CHECK(body["error"]["code"].is_null());
}

TEST_CASE("each API has its own words for what is missing") {
  CHECK(unknown_model("m", ApiShape::openai).code == "model_not_found");
  CHECK(unknown_model("m", ApiShape::azure).code == "DeploymentNotFound");
  CHECK(missing_key(ApiShape::openai).status == 401);
  CHECK(unknown_url("GET", "/v1/x", ApiShape::openai).message == "Invalid URL (GET /v1/x)");
  CHECK(wrong_method("GET", "/v1/chat/completions", ApiShape::openai).status == 405);
  CHECK(rate_limited("m", "tokens", ApiShape::openai).type == "tokens");
  CHECK(rate_limited("m", "tokens", ApiShape::azure).code == "429");
  CHECK(overloaded(ApiShape::openai, "r").status == 429);
}

TEST_CASE("facts of a model are those of the longest published name that begins it") {
  CHECK(facts_of_model("gpt-4o-mini-2024-07-18").name == "gpt-4o-mini");
  CHECK(facts_of_model("gpt-4o-2024-08-06").max_output == 16384);
  CHECK(facts_of_model("gpt-35-turbo").max_output == 4096);
  CHECK(facts_of_model("my-own").max_output == 131072);
}

TEST_CASE("the model list has the deployments first and no name twice") {
  const json list = json::parse(model_list_body({"mine", "gpt-4o"}));
  CHECK(list["object"] == "list");
  CHECK(list["data"][0]["id"] == "mine");
  std::size_t count = 0;
  for (const auto& model : list["data"]) {
    CHECK(model["object"] == "model");
    CHECK(model["created"].is_number_integer());
    count += model["id"] == "gpt-4o";
  }
  CHECK(count == 1);
  CHECK(json::parse(*model_body({"mine"}, "mine"))["owned_by"] == "simulator");
  CHECK(json::parse(*model_body({}, "o3"))["id"] == "o3");
  CHECK_FALSE(model_body({}, "nope").has_value());
  CHECK_FALSE(model_body({}, "claude-haiku-4-5").has_value());
}

TEST_CASE("Anthropic's list has the deployments and Claude models, page by page") {
  const auto page = [](ModelPage asked) { return json::parse(anthropic_model_list({"mine"}, asked).body); };
  const json first = page({.limit = "2"});
  CHECK(first["data"][0]["id"] == "mine");
  CHECK(first["data"][0]["display_name"] == "mine");
  CHECK(first["data"][0]["line"].is_null());
  CHECK(first["has_more"] == true);
  CHECK(first["last_id"] == first["data"][1]["id"]);
  const json second = page({.limit = "2", .after_id = "mine"});
  CHECK(second["data"][0] == first["data"][1]);
  CHECK(page({.before_id = second["data"][1]["id"].get<std::string>()})["data"] == first["data"]);
  CHECK(page({.limit = "1000"})["has_more"] == false);
  CHECK(page({.limit = "1", .after_id = "claude-haiku-4-5", .before_id = "mine"})["data"].empty());
  CHECK(page({})["data"].size() == 20);
  for (const char* limit : {"0", "1001", "x", "-1"}) {
    CHECK(anthropic_model_list({}, {.limit = limit}).error->status == 400);
  }
  CHECK(anthropic_model_list({}, {.after_id = "nobody"}).error->status == 404);
  CHECK(json::parse(*anthropic_model_body({}, "claude-haiku-4-5-20251001"))["created_at"] == "2025-10-15T00:00:00Z");
  CHECK_FALSE(anthropic_model_body({}, "gpt-4o").has_value());
  CHECK_FALSE(anthropic_model_body({}, "claude-haiku-4-5x").has_value());
}
