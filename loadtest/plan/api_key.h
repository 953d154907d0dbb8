// Where the key of a run comes from.
//
//   --key KEY | --key-env NAME | --key-file FILE | TEST_OPENAI_KEY | the variable that the API's own SDK reads:
//   OPENAI_API_KEY (OpenAI), AZURE_OPENAI_API_KEY, AZURE_OPENAI_KEY (Azure), ANTHROPIC_API_KEY (messages)
//
// An address of one's own (http) gets a key only when one is given.  Messages never hold the key.
// Thread safety: none; used while starting.
#pragma once

#include <string>

#include "common/base/result.h"
#include "loadtest/plan/api.h"

namespace oaisim::loadtest {

struct KeyWishes {
  std::string key = {};   // --key or TEST_OPENAI_KEY
  std::string env = {};   // --key-env
  std::string path = {};  // --key-file
  bool given = false;     // `key` is the flag's
};

// Empty: there is none.  Error: by the name of the flag.
Result<std::string> find_key(const KeyWishes& wishes, Api api, bool azure);

}  // namespace oaisim::loadtest
