#include "test-client/settings.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <map>
#include <vector>

using namespace oaisim::chat;

namespace {

// The named environment and nothing else that the program reads.
class Environment {
 public:
  explicit Environment(const std::map<std::string, std::string>& values) {
    for (const char* name : kNames) unsetenv(name);
    for (const auto& [name, value] : values) setenv(name.c_str(), value.c_str(), 1);
  }
  ~Environment() {
    for (const char* name : kNames) unsetenv(name);
  }

 private:
  static constexpr const char* kNames[] = {"TEST_OPENAI_ENDPOINT", "TEST_OPENAI_KEY", "TEST_OPENAI_DEPLOYMENT",
                                           "SIMULATOR_API_KEY", "SIMULATOR_PORT"};
};

auto read(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "oaisim-chat");
  return read_settings(static_cast<int>(arguments.size()), arguments.data());
}

Settings settings_of(const std::vector<const char*>& arguments) {
  auto settings = read(arguments);
  REQUIRE_MESSAGE(settings.ok(), settings.error().message);
  REQUIRE(settings->has_value());
  return **settings;
}

}  // namespace

TEST_CASE("a deployment asks at the Azure address with what the environment names") {
  Environment environment({{"TEST_OPENAI_ENDPOINT", "http://host:1/"},
                           {"TEST_OPENAI_KEY", "secret"},
                           {"TEST_OPENAI_DEPLOYMENT", "my model"}});
  const auto settings = settings_of({});
  CHECK(settings.mode == Mode::chat);
  CHECK(settings.target.base_url == "http://host:1");
  CHECK(settings.target.path == "/openai/deployments/my%20model/chat/completions?api-version=2024-10-21");
  CHECK(settings.target.is_azure);
  CHECK(settings.target.key == "secret");
}

TEST_CASE("a model asks at the OpenAI address, once") {
  Environment environment({{"TEST_OPENAI_KEY", "secret"}, {"TEST_OPENAI_DEPLOYMENT", "ignored"}});
  for (const char* endpoint : {"https://host", "https://host/v1", "https://host/v1/"}) {
    const auto settings = settings_of({"--endpoint", endpoint, "--model", "gpt-4o", "chat", "Say", "hi"});
    CHECK(settings.target.base_url == "https://host");
    CHECK(settings.target.path == "/v1/chat/completions");
    CHECK(settings.target.model == "gpt-4o");
    CHECK_FALSE(settings.target.is_azure);
    CHECK(settings.prompt == "Say hi");
  }
}

TEST_CASE("--local asks the simulator on this machine with its first key and its port") {
  Environment environment({{"TEST_OPENAI_ENDPOINT", "https://elsewhere"},
                           {"TEST_OPENAI_KEY", "other"},
                           {"SIMULATOR_API_KEY", "one,two"},
                           {"SIMULATOR_PORT", "9"}});
  const auto settings = settings_of({"--local", "chatbot-stream"});
  CHECK(settings.mode == Mode::chatbot_stream);
  CHECK(settings.target.base_url == "http://127.0.0.1:9");
  CHECK(settings.target.key == "one");
  CHECK(settings.target.path.find("/openai/deployments/gpt-4o/") == 0);
}

TEST_CASE("what is missing is named together with how to give it") {
  const auto message = [](const std::vector<const char*>& arguments) { return read(arguments).error().message; };
  Environment environment({});
  CHECK(message({}).find("TEST_OPENAI_ENDPOINT") != std::string::npos);
  CHECK(message({"--endpoint", "http://h"}).find("TEST_OPENAI_KEY") != std::string::npos);
  CHECK(message({"--endpoint", "http://h", "--key", "k"}).find("TEST_OPENAI_DEPLOYMENT") != std::string::npos);
  CHECK(message({"--local"}).find("SIMULATOR_API_KEY") != std::string::npos);
  CHECK(message({"--endpoint", "h:1", "--key", "k", "--model", "m"}).find("'h:1' is not an address") !=
        std::string::npos);
  CHECK(message({"talk"}) == "'talk' is unknown; allowed: chat, chatbot, chatbot-stream");
}
