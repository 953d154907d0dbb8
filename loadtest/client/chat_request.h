// A chat completion request as the bytes that go over the wire.
//
//   POST {path} HTTP/1.1
//   Host, User-Agent, Content-Type, Accept, Authorization | api-key, Content-Length
//   {"model":M,"messages":[{"role":"user","content":PROMPT}],"max_tokens":N,"stream":true,...}
//
// A stream asks for its usage (`stream_options.include_usage`), from which the tokens are counted.
// Source: OpenAI API reference, "Create chat completion".  Thread safety: all of it.
#pragma once

#include <string>
#include <string_view>

#include "loadtest/plan/run_plan.h"

namespace oaisim::loadtest {

std::string chat_body(const Target& target, const RequestPlan& chat, std::string_view prompt);
std::string chat_request(const Target& target, const RequestPlan& chat, std::string_view prompt);

}  // namespace oaisim::loadtest
