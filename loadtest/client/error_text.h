// Why a request failed, for the person who reads it, and what to do about it.
//
//   401: Incorrect API key provided; is the key right? It comes from --key, --key-env, --key-file or ...
//   no connection to localhost:8000: Connection refused; is the server running, and is --url right?
//
// At most ErrorSample::kMostBytes of valid UTF-8 on one line, without the key, wherever it would have been repeated.
// Thread safety: all of it.
#pragma once

#include <string>

#include "loadtest/client/reply_reader.h"
#include "loadtest/plan/run_plan.h"

namespace oaisim::loadtest {

struct ErrorSource {
  const RequestRecord& record;  // its outcome is a failure
  WireError error;
  const Target& target;
  const Timeouts& timeouts;
  bool is_shown = false;  // the exchange was shown whole, so nobody needs to be told how to see it
};

std::string describe_error(const ErrorSource& source, const ClientConnection& connection, ReplyReader& reply);

// `text` without the key and the values of secret headers.
std::string without_secrets(std::string text, const Target& target);

}  // namespace oaisim::loadtest
