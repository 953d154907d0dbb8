// The configuration that may change while the simulator runs: GET and PATCH /++/config, and the documents of
// the --config file and of OPENAI_DEPLOYMENT_CONFIG_PATH.
//
//   {
//     "simulator_mode": "generate",
//     "allow_undefined_openai_deployments": true,
//     "latency": { "open_ai_chat_completions": { "mean": 19, "std_dev": 6 }, … },   ms per token, request, MB …
//     "latency_profiles": { "default": { "ttft_ms": 300, "itl_ms": 20 }, … },       see latency/latency_profile.h
//     "output_tokens": 128,                                                         of replies without a maximum
//     "tool_call_probability": 1,                                                   that a tool is called, if it may be
//     "openai_deployments": { "gpt-4o": { "model": "gpt-4o", "tokens_per_minute": 10000, "latency": "default" } }
//   }
//
// Names are the reference simulator's; a deployment's keys may also be written as its deployment file has them
// (tokensPerMinute, requestsPerMinute, embeddingSize).  Thread safety: plain values.
#pragma once

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <variant>

#include "common/base/result.h"
#include "simulator/generation/content_filter.h"
#include "simulator/latency/latency_profile.h"
#include "simulator/limits/limit_settings.h"

namespace oaisim {

// What a mean latency counts: a completion token (chat_completions, completions), a request (embeddings, moderations),
// a MB of audio that is transcribed or translated (translations), a second of audio that is made (speech) or an image.
enum class LatencyKind { chat_completions, completions, embeddings, translations, speech, images, moderations };
inline constexpr std::size_t kLatencyKinds = 7;

struct MeanLatency {
  double mean = 0;
  double std_dev = 0;
};

struct OperationLatencies {
  MeanLatency chat_completions{19, 6};
  MeanLatency completions{15, 2};
  MeanLatency embeddings{100, 30};
  MeanLatency translations{15000, 0.5};
  MeanLatency speech{60, 10};
  MeanLatency images{12000, 2000};
  MeanLatency moderations{100, 30};
};

struct DeploymentConfig {
  std::string model;
  LimitSettings limits;
  nlohmann::json latency;  // null: the default; a profile's name; or a profile of its own
  std::optional<Distribution> output_tokens;
  std::optional<double> tool_call_probability;          // absent: the default
  std::shared_ptr<const ContentFilter> content_filter;  // of Azure addresses; null: none
  std::optional<std::int64_t> embedding_size;           // absent: the model's own
};

struct Config {
  static constexpr std::size_t kMostDeployments = 1000;
  static constexpr std::size_t kLongestName = 256;

  std::string simulator_mode = "generate";
  bool allow_undefined_openai_deployments = true;
  OperationLatencies latency;
  std::map<std::string, LatencyProfile> latency_profiles;
  Distribution output_tokens = Distribution::normal(128, 32);
  double tool_call_probability = 1;  // where the model is free to call a tool or to answer with text
  std::map<std::string, DeploymentConfig> deployments;

  // `config` with the keys of `patch` changed; the rest stays.  A deployment that is null is removed.
  // Error: nothing of the patch was taken; names the key and what is allowed.
  static Result<Config> patched(const Config& config, const nlohmann::json& patch);

  // What GET /++/config answers; patching an empty Config with it gives this one.
  nlohmann::json to_json() const;

  // The profile a deployment serves these operations with; of an undefined deployment, the default.
  LatencyProfile profile_of(const DeploymentConfig* deployment, LatencyKind kind) const;
};

}  // namespace oaisim
