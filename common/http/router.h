// Finds the handler of a method and path.  A pattern's `{name}` takes one segment, never empty.
//
// Routes are added while starting; match() may then be called from any thread.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "common/http/message.h"

namespace oaisim {

class Router {
 public:
  static constexpr std::size_t kMaxParameters = 4;

  struct Match {
    enum class Kind { found, unknown_path, wrong_method } kind = Kind::unknown_path;
    std::size_t route = 0;                                    // what add() returned
    std::array<std::string_view, kMaxParameters> parameters;  // into the path, in the pattern's order
    std::string allow;                                        // wrong_method: "GET, POST"
  };

  // Patterns start with '/'.  REQUIRES: at most kMaxParameters parameters.
  std::size_t add(HttpMethod method, std::string_view pattern);

  // `path` is normalised (HttpRequest::path).  HEAD matches GET routes.
  Match match(HttpMethod method, std::string_view path) const;

 private:
  struct Route {
    HttpMethod method;
    std::string pattern;
  };

  static bool matches(std::string_view pattern, std::string_view path, Match& match);

  std::vector<Route> routes_;
};

}  // namespace oaisim
