// Asks for stored objects as the server would, at the time that a test's clock shows.
//
//   ask(clock, {.id = "file-1"}, [&](const auto& request) { return files.get(request); })
//
// Thread safety: pure functions.
#pragma once

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <variant>

#include "simulator/protocols/resource.h"

namespace oaisim {

struct ResourceCall {
  std::string id = {};
  std::string target = "/";
  std::string content_type = "application/json";
  std::string body = {};
  std::string new_id = "1";  // of the object that is made
};

template <typename Handler>
ResourceAnswer ask(const Clock& clock, const ResourceCall& call, Handler handler) {
  HttpRequest http;
  http.set_line(HttpMethod::post, "POST", call.target, 11);
  http.add_header("content-type", call.content_type);
  http.append_body(call.body);
  return handler(ResourceRequest{
      .http = http, .ids = {call.id}, .now = clock.now(), .unix_now = clock.unix_seconds(), .new_id = call.new_id});
}

inline std::string body_of(const ResourceAnswer& answer) {
  REQUIRE(std::holds_alternative<ResourceReply>(answer));
  return std::get<ResourceReply>(answer).body;
}

inline nlohmann::json json_of(const ResourceAnswer& answer) { return nlohmann::json::parse(body_of(answer)); }

inline ApiError error_of(const ResourceAnswer& answer) {
  REQUIRE(std::holds_alternative<ApiError>(answer));
  return std::get<ApiError>(answer);
}

}  // namespace oaisim
