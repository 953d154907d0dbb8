// The three modes of oaisim-chat, between streams, so that tests can hold both ends.
//
// Answers and token counts go to `out`, failures to `err`.  A loop asks once per line of `in` with everything
// that was said before, and ends with the input; after a failure the question is forgotten and the loop goes on.
#pragma once

#include <istream>
#include <ostream>

#include "common/base/result.h"
#include "test-client/chat_client.h"
#include "test-client/settings.h"

namespace oaisim::chat {

// What the program ends with: 0 the (last) question was answered; 1 the server's answer was an error or not
// understood; 2 wrong arguments; 3 no connection, or it broke; 4 over the limit (429).
int exit_code(const Error& error);

struct Terminal {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  bool is_interactive = false;  // shows where to type
};

// Returns the exit code.
int converse(const Settings& settings, Terminal terminal);

}  // namespace oaisim::chat
