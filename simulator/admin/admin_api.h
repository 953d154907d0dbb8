// The routes under /++/ as one table: what the router serves, and what parses and bounds their bodies.
//
//   AdminApi api;
//   add_config_routes(api, deployments);        // one such function for each part that has routes
//   for (const AdminRoute& route : api.routes()) ...
//   Result<json> answer = AdminApi::answer(route, request);
//
// Answers are JSON documents.  An Error's code tells the status: invalid_argument is 400, not_found 404,
// limit_exceeded 413, any other 500; its message is for the caller.
//
// Ownership: a route's function refers to what it was made with, which outlives the table.
// Thread safety: routes are added while starting; answer() is for any thread if the routes' functions are.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/http/message.h"

namespace oaisim {

struct AdminRequest {
  const HttpRequest& http;
  std::span<const std::string_view> parameters = {};  // of the path, in its order
  nlohmann::json body = {};                           // parsed; null where the route takes none
};

struct AdminRoute {
  HttpMethod method = HttpMethod::get;
  std::string path;                      // /++/config; `{name}` takes a segment
  nlohmann::json body_schema = nullptr;  // JSON Schema of the body; null: none is read
  std::function<Result<nlohmann::json>(const AdminRequest&)> answer = {};
};

class AdminApi {
 public:
  static constexpr int kDeepestBody = 32;

  void add(AdminRoute route) { routes_.push_back(std::move(route)); }
  const std::vector<AdminRoute>& routes() const { return routes_; }

  // Parses the body where the route takes one, and asks the route.
  static Result<nlohmann::json> answer(const AdminRoute& route, const HttpRequest& http,
                                       std::span<const std::string_view> parameters);

 private:
  std::vector<AdminRoute> routes_;
};

// The HTTP status of an answer that is an error.
int status_of(ErrorCode code);

}  // namespace oaisim
