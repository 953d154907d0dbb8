// The address of an HTTP server as people write it: http[s]://host[:port][/path][?query].
//
// Thread safety: all of it.
#pragma once

#include <string>
#include <string_view>

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

// Error: what is wrong and how an address looks.
Result<HttpUrl> parse_http_url(std::string_view text);

}  // namespace oaisim
