#include "simulator/admin/admin_api.h"

namespace oaisim {
namespace {

using nlohmann::json;

// Values are copied and printed by recursion: nesting that no document of ours needs is refused while parsing.
Result<json> parse_body(std::string_view text) {
  bool too_deep = false;
  const auto bound_depth = [&](int depth, json::parse_event_t, json&) {
    too_deep = too_deep || depth > AdminApi::kDeepestBody;
    return !too_deep;
  };
  json body = json::parse(text, bound_depth, false);
  if (too_deep) return invalid("the body is nested deeper than " + std::to_string(AdminApi::kDeepestBody) + " levels");
  if (body.is_discarded()) return invalid("the body is not valid JSON");
  return body;
}

}  // namespace

Result<json> AdminApi::answer(const AdminRoute& route, const HttpRequest& http,
                              std::span<const std::string_view> parameters) {
  AdminRequest request{.http = http, .parameters = parameters};
  if (!route.body_schema.is_null()) {
    auto body = parse_body(http.body());
    if (!body) return body.error();
    request.body = std::move(*body);
  }
  return route.answer(request);
}

int status_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_argument:
      return 400;
    case ErrorCode::not_found:
      return 404;
    case ErrorCode::limit_exceeded:
      return 413;
    default:
      return 500;
  }
}

}  // namespace oaisim
