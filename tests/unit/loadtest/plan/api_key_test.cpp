#include "loadtest/plan/api_key.h"

#include <doctest/doctest.h>
#include <stdlib.h>

#include <filesystem>

#include "tests/support/files.h"

using namespace oaisim;
using namespace oaisim::loadtest;

namespace {

// A variable for the time of a test.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) { setenv(name, value, 1); }
  ~Variable() { unsetenv(name_); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
};

std::string key_of(const KeyWishes& wishes, Api api = Api::chat, bool azure = false) {
  const auto key = find_key(wishes, api, azure);
  REQUIRE(key.ok());
  return *key;
}

}  // namespace

TEST_CASE("a key comes from the flag, a variable that it names, or a file, whose last line ends are left out") {
  const Variable variable("OAISIM_TEST_KEY_VARIABLE", "from-variable");
  const auto path = temporary_file("from-file\r\n\n");
  CHECK(key_of({.key = "flag", .given = true}) == "flag");
  CHECK(key_of({.key = "", .env = "OAISIM_TEST_KEY_VARIABLE"}) == "from-variable");
  CHECK(key_of({.key = "environment", .path = path}) == "from-file");
  temporary_file("\n");
  CHECK(find_key({.path = path}, Api::chat, false).error().message.find("holds no key") != std::string::npos);
  temporary_file(std::string(20'000, 'x'));
  CHECK_FALSE(find_key({.path = path}, Api::chat, false).ok());
  std::filesystem::remove(path);
  CHECK(find_key({.path = path}, Api::chat, false).error().message.starts_with("--key-file: cannot read"));
  CHECK(find_key({.env = "OAISIM_NO_SUCH"}, Api::chat, false).error().message.starts_with("--key-env"));
  CHECK_FALSE(find_key({.key = "k", .env = "X", .given = true}, Api::chat, false).ok());
}

TEST_CASE("each API has its SDK's variable, and an address of one's own has none") {
  const Variable openai("OPENAI_API_KEY", "o");
  const Variable azure("AZURE_OPENAI_API_KEY", "a");
  const Variable anthropic("ANTHROPIC_API_KEY", "c");
  CHECK(key_of({}) == "o");
  CHECK(key_of({}, Api::responses, true) == "a");
  CHECK(key_of({}, Api::messages) == "c");
  CHECK(key_of({}, Api::http).empty());
  CHECK(key_of({.key = "k"}, Api::http) == "k");
  CHECK(key_of({.key = "", .given = true}).empty());
}
