// The address of an HTTP server as people write it: http://host[:port][/path].
//
// Thread safety: all of it.
#pragma once

#include <string>
#include <string_view>

#include "common/base/result.h"

namespace oaisim {

struct HttpUrl {
  std::string host;  // without the brackets of an IPv6 address
  std::string port = "80";
  std::string path;   // starts with a slash and ends without one; empty when there is none
  std::string query;  // without the question mark

  std::string authority() const;  // host[:port] for the Host header; the port is left out when it is 80
};

// Error: what is wrong and how an address looks.  https is refused by name until TLS is supported.
Result<HttpUrl> parse_http_url(std::string_view text);

}  // namespace oaisim
