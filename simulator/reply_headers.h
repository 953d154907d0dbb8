// Identifiers and headers that every reply of the simulated services carries.
//
// Thread safety: pure functions.  Source: OpenAI API reference, "Debugging requests"; headers of Azure's replies;
// Claude API reference, "Errors".
#pragma once

#include <string>
#include <string_view>

#include "simulator/exchange.h"

namespace oaisim {

inline constexpr std::string_view kOrganization = "org-simulator";

// `prefix` and so many characters of [0-9A-Za-z].
std::string make_id(std::string_view prefix, int characters, Random& random);

// This server as the caller named it.
std::string base_url(const HttpConnection& connection);

// Appends x-request-id or request-id and what else the called service sends; `now` is simulated.
void append_reply_headers(const HttpConnection& connection, ApiShape shape, std::string_view request_id, TimePoint now,
                          std::string& out);

// What the reply says about itself.
ReplyFacts facts_for(Call& call, const Clock& clock);

}  // namespace oaisim
