// Requests for objects that exist: found, listed, changed, deleted; neither generated nor limited.
//
//   GET /v1/responses/{id}  ──►  ResourceRequest{ids: {id}}  ──►  the body of a reply, or an error
//
// Thread safety: plain values.
#pragma once

#include <array>
#include <functional>
#include <string>
#include <string_view>
#include <variant>

#include "common/base/clock.h"
#include "common/http/message.h"
#include "simulator/protocols/api_error.h"

namespace oaisim {

struct ResourceRequest {
  const HttpRequest& http;
  std::array<std::string_view, 4> ids;  // of the path, in its order
  ApiShape shape = ApiShape::openai;
  TimePoint now{};            // simulated
  std::int64_t unix_now = 0;  // seconds since 1970
  std::string new_id = {};    // for an object that is made, without its prefix
};

struct ResourceReply {
  std::string body;
  std::string_view content_type = "application/json";
};

using ResourceAnswer = std::variant<ResourceReply, ApiError>;
using ResourceHandler = std::function<ResourceAnswer(const ResourceRequest&)>;

// The part of a list that was asked for.
struct PageQuery {
  std::size_t limit = 20;
  bool ascending = false;
  std::string_view after = {};  // the last object of the page before; empty: from the beginning
};

// Reads ?limit=…&order=…&after=…; `limit` has at most `most`.
std::variant<PageQuery, ApiError> page_query(const HttpRequest& http, std::size_t most, bool ascending);

// {"object":"list","data":[…],"first_id":…,"last_id":…,"has_more":…} of objects whose ids are given, oldest first.
// `append`: writes the object of that number.
ResourceAnswer list_page(const std::vector<std::string_view>& ids, const PageQuery& query,
                         const std::function<void(std::size_t index, std::string& out)>& append);

// {"id":…,"object":…,"deleted":true}
ResourceReply deleted(std::string_view id, std::string_view object);

}  // namespace oaisim
