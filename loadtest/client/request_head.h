// The head of a request: its line and headers, up to the length of the body.
//
//   POST {path} HTTP/1.1
//   Host, User-Agent, Content-Type, Accept, Authorization | api-key | x-api-key and anthropic-version, headers of one's
//   own Content-Length
//
// Compressed replies are not asked for.  Thread safety: all of it.
#pragma once

#include <string>

#include "loadtest/plan/request_plan.h"
#include "loadtest/plan/target.h"

namespace oaisim::loadtest {

// All of it but the length of the body and the empty line.  `has_body`: for the method, when none was chosen.
std::string request_head(const Target& target, const RequestPlan& plan, bool has_body);

// Appends the length, the empty line and the body.
void append_body(std::string& request, std::string_view body);

}  // namespace oaisim::loadtest
