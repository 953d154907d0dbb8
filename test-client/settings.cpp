#include "test-client/settings.h"

#include <algorithm>

namespace oaisim::chat {
namespace {

// As the options and the environment give it.
struct Given {
  std::string endpoint;
  std::string key;
  std::string deployment;
  std::string model;
  std::string api_version = "2024-10-21";
  bool local = false;
  std::string simulator_key;
  std::int64_t simulator_port = 8000;
  std::string system;
  std::optional<std::int64_t> max_tokens;
  Duration timeout = std::chrono::seconds(120);
  std::vector<std::string> words;
};

void declare(OptionSet& options, Given& given) {
  options.add(given.endpoint,
              {.name = "endpoint", .env = "TEST_OPENAI_ENDPOINT", .help = "Server to ask", .value_name = "URL"});
  options.add(given.key, {.name = "key", .env = "TEST_OPENAI_KEY", .help = "Key for the server", .secret = true});
  options.add(given.deployment, {.name = "deployment",
                                 .env = "TEST_OPENAI_DEPLOYMENT",
                                 .help = "Ask this deployment at the Azure OpenAI address",
                                 .value_name = "NAME"});
  options.add(given.model, {.name = "model", .help = "Ask this model at the OpenAI address /v1", .value_name = "NAME"});
  options.add(given.api_version, {.name = "api-version", .help = "api-version of the Azure OpenAI address"});
  options.add(given.local, {.name = "local", .help = "Ask the simulator on this machine"});
  options.add(given.simulator_key, {.name = "simulator-key",
                                    .env = "SIMULATOR_API_KEY",
                                    .help = "Key for --local; of several, the first",
                                    .secret = true});
  options.add(
      given.simulator_port,
      {.name = "simulator-port", .env = "SIMULATOR_PORT", .help = "Port for --local", .minimum = 1, .maximum = 65535});
  options.add(given.system, {.name = "system", .help = "System message to open with"});
  options.add(given.max_tokens, {.name = "max-tokens", .help = "Longest answer in tokens", .minimum = 1});
  options.add(given.timeout, {.name = "timeout", .help = "How long the server may be silent", .minimum = 0.001});
  options.allow_positional(given.words, "[chat|chatbot|chatbot-stream] [PROMPT...]",
                           "One answer (the default), or a loop of them until the end of input");
}

Status use_local_simulator(Given& given) {
  given.endpoint = "http://127.0.0.1:" + std::to_string(given.simulator_port);
  given.key = given.simulator_key.substr(0, given.simulator_key.find(','));
  if (given.key.empty()) {
    return invalid(
        "no key for the simulator; set SIMULATOR_API_KEY in the environment or in .env, as the simulator "
        "has it (it logs the key that it made when it was given none)");
  }
  if (given.deployment.empty() && given.model.empty()) given.deployment = "gpt-4o";
  return success();
}

Status check_present(const Given& given) {
  if (given.endpoint.empty()) {
    return invalid("no server to ask; set TEST_OPENAI_ENDPOINT in the environment or in .env, or --endpoint URL");
  }
  if (given.key.empty()) return invalid("no key; set TEST_OPENAI_KEY in the environment or in .env, or --key KEY");
  if (given.deployment.empty() && given.model.empty()) {
    return invalid(
        "no deployment or model; set TEST_OPENAI_DEPLOYMENT or --deployment NAME (Azure OpenAI), or "
        "--model NAME (OpenAI)");
  }
  return success();
}

bool is_plain(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

std::string percent_encoded(const std::string& text) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_plain(c)) {
      encoded += c;
    } else {
      encoded += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
    }
  }
  return encoded;
}

Result<Target> make_target(const Given& given) {
  const auto scheme_end = given.endpoint.find("://");
  const std::string scheme = given.endpoint.substr(0, scheme_end);
  if (scheme_end == std::string::npos || (scheme != "http" && scheme != "https")) {
    return invalid("the endpoint '" + given.endpoint +
                   "' is not an address; allowed: http://HOST[:PORT] or https://...");
  }
  const auto host_end = given.endpoint.find('/', scheme_end + 3);
  std::string prefix = host_end == std::string::npos ? "" : given.endpoint.substr(host_end);
  while (prefix.ends_with('/')) prefix.pop_back();

  Target target{.base_url = given.endpoint.substr(0, host_end), .key = given.key, .timeout = given.timeout};
  target.is_azure = given.model.empty();
  if (target.is_azure) {
    target.path = prefix + "/openai/deployments/" + percent_encoded(given.deployment) +
                  "/chat/completions?api-version=" + percent_encoded(given.api_version);
  } else {
    target.path = prefix + (prefix.ends_with("/v1") ? "" : "/v1") + "/chat/completions";
    target.model = given.model;
  }
  return target;
}

Result<Mode> read_mode(const std::string& word) {
  if (word == "chat") return Mode::chat;
  if (word == "chatbot") return Mode::chatbot;
  if (word == "chatbot-stream") return Mode::chatbot_stream;
  return invalid("'" + word + "' is unknown; allowed: chat, chatbot, chatbot-stream");
}

}  // namespace

Result<std::optional<Settings>> read_settings(int argc, const char* const* argv) {
  Given given;
  OptionSet options("oaisim-chat", "Asks an OpenAI or Azure OpenAI chat endpoint.");
  declare(options, given);
  const auto outcome = options.parse(argc, argv);
  if (!outcome) return outcome.error();
  if (*outcome == OptionSet::Outcome::exit) return std::optional<Settings>();

  Settings settings{.system = given.system, .max_tokens = given.max_tokens};
  if (!given.words.empty()) {
    const auto mode = read_mode(given.words.front());
    if (!mode) return mode.error();
    settings.mode = *mode;
    for (std::size_t i = 1; i < given.words.size(); ++i) {
      settings.prompt += (i == 1 ? "" : " ") + given.words[i];
    }
  }
  if (settings.prompt.empty()) settings.prompt = "What is the meaning of life?";

  if (given.local) {
    if (auto status = use_local_simulator(given); !status) return status.error();
  }
  if (auto status = check_present(given); !status) return status.error();
  auto target = make_target(given);
  if (!target) return target.error();
  settings.target = std::move(*target);
  return std::optional(std::move(settings));
}

}  // namespace oaisim::chat
