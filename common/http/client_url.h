// The address of an HTTP server as people write it: http[s]://host[:port][/path][?query].
//
// Thread safety: all of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"

namespace oaisim {

struct HttpUrl {
  bool secure = false;  // https
  std::string host;     // without the brackets of an IPv6 address
  std::string port = "80";
  std::string path;          // starts with a slash and ends without one; empty when there is none
  std::string written_path;  // as it was written, with its last slash
  std::string query;         // without the question mark

  std::string authority() const;  // host[:port] for the Host header; the scheme's own port is left out
  std::string origin() const;     // http[s]://host[:port]
};

// Error: what is wrong and how an address looks, without a user's name and password.
Result<HttpUrl> parse_http_url(std::string_view text);

// `a=b&api_key=***`: a query without the values that people keep to themselves, which their names tell: keys, tokens,
// secrets, signatures and passwords.
std::string redacted_query(std::string_view query);

// The same of a path with its query.
std::string redacted_path(std::string_view path_and_query);

// The values that redacted_query() hides, as they are written.
std::vector<std::string_view> secrets_of_query(std::string_view query);

}  // namespace oaisim
