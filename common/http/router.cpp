#include "common/http/router.h"

namespace oaisim {
namespace {

std::string_view method_text(HttpMethod method) {
  switch (method) {
    case HttpMethod::get:
      return "GET, HEAD";
    case HttpMethod::head:
      return "HEAD";
    case HttpMethod::post:
      return "POST";
    case HttpMethod::put:
      return "PUT";
    case HttpMethod::patch:
      return "PATCH";
    case HttpMethod::delete_:
      return "DELETE";
    case HttpMethod::options:
      return "OPTIONS";
    case HttpMethod::other:
      return "";
  }
  return "";
}

}  // namespace

std::size_t Router::add(HttpMethod method, std::string_view pattern) {
  routes_.push_back({method, std::string(pattern)});
  return routes_.size() - 1;
}

Router::Match Router::match(HttpMethod method, std::string_view path) const {
  Match match;
  const HttpMethod wanted = method == HttpMethod::head ? HttpMethod::get : method;
  if (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  for (std::size_t i = 0; i < routes_.size(); ++i) {
    if (!matches(routes_[i].pattern, path, match)) continue;
    if (routes_[i].method == wanted) {
      match.kind = Match::Kind::found;
      match.route = i;
      return match;
    }
    match.kind = Match::Kind::wrong_method;
    if (!match.allow.empty()) match.allow += ", ";
    match.allow += method_text(routes_[i].method);
  }
  return match;
}

bool Router::matches(std::string_view pattern, std::string_view path, Match& match) {
  std::size_t parameter = 0;
  while (!pattern.empty() && !path.empty()) {
    if (pattern.front() != '{') {
      if (pattern.front() != path.front()) return false;
      pattern.remove_prefix(1);
      path.remove_prefix(1);
      continue;
    }
    const std::size_t size = std::min(path.find('/'), path.size());
    if (size == 0) return false;
    match.parameters[parameter++] = path.substr(0, size);
    path.remove_prefix(size);
    pattern.remove_prefix(pattern.find('}') + 1);
  }
  return pattern.empty() && path.empty();
}

}  // namespace oaisim
