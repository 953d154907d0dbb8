// What oaisim-chat was told: whom to ask, how, and what.
//
// The address follows from what is given: a deployment asks as Azure OpenAI does
// (/openai/deployments/{deployment}/chat/completions?api-version=..., header `api-key`), a model asks as
// OpenAI does (/v1/chat/completions, `Authorization: Bearer`).  A model wins over a deployment.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/base/units.h"
#include "common/config/options.h"

namespace oaisim::chat {

enum class Mode { chat, chatbot, chatbot_stream };

// One place that answers chat completions.
struct Target {
  std::string base_url = {};  // scheme, host and port: "http://127.0.0.1:8000"
  std::string path = {};      // with the query
  std::string model = {};     // for the body; empty: the path names the deployment
  std::string key = {};       // never shown
  bool is_azure = false;
  Duration timeout = std::chrono::seconds(120);  // for connecting, and for each silence of the server
};

struct Settings {
  Target target = {};
  Mode mode = Mode::chat;
  std::string prompt = {};
  std::string system = {};
  std::optional<std::int64_t> max_tokens = {};
};

// Reads flags, environment and `.env`.  Nothing: --help or its like was answered on stdout.
// Error: what is missing or wrong, and how to give it.
Result<std::optional<Settings>> read_settings(int argc, const char* const* argv);

}  // namespace oaisim::chat
