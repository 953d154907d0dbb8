// Header fields that a run adds to each of its requests.
//
// Thread safety: all of it.  Source: RFC 9110, 5.1 and 5.5 (names, values) and 7.6.1 (hop-by-hop).
#pragma once

#include <string>
#include <string_view>

#include "common/base/result.h"

namespace oaisim::loadtest {

struct HeaderField {
  std::string name;
  std::string value;
};

// Reads `Name: value`.  Error: it is no header, or one that only the connection itself may send; the value is not
// repeated, as it may be a secret.
Result<HeaderField> parse_header(std::string_view text);

bool is_header_value(std::string_view text);  // no line break nor other control character
bool is_token(std::string_view text);         // a header's name, a method
bool same_header(std::string_view name, std::string_view wanted);

// Whether people keep the value to themselves: keys, tokens, cookies.
bool is_secret_header(std::string_view name);

}  // namespace oaisim::loadtest
