#include "simulator/admin/config.h"

#include <array>
#include <utility>

#include "simulator/admin/content_filter_json.h"

namespace oaisim {
namespace {

using nlohmann::json;

constexpr const char* kDefaultProfile = "default";
constexpr double kLongestMean = 3'600'000;  // an hour, in milliseconds

constexpr std::array<std::pair<const char*, MeanLatency OperationLatencies::*>, kLatencyKinds> kOperations{{
    {"open_ai_chat_completions", &OperationLatencies::chat_completions},
    {"open_ai_completions", &OperationLatencies::completions},
    {"open_ai_embeddings", &OperationLatencies::embeddings},
    {"open_ai_translations", &OperationLatencies::translations},
    {"open_ai_speech", &OperationLatencies::speech},
    {"open_ai_images", &OperationLatencies::images},
    {"open_ai_moderations", &OperationLatencies::moderations},
}};

// The same key as the reference's API and as its deployment file write it.
constexpr std::array<std::pair<const char*, const char*>, 6> kDeploymentKeys{{
    {"tokens_per_minute", "tokensPerMinute"},
    {"requests_per_minute", "requestsPerMinute"},
    {"embedding_size", "embeddingSize"},
    {"output_tokens", "outputTokens"},
    {"tool_call_probability", "toolCallProbability"},
    {"content_filter", "contentFilter"},
}};

Error unknown_key(const std::string& where, const std::string& key, const std::string& allowed) {
  return invalid((where.empty() ? "" : where + ": ") + "'" + key + "' is unknown; allowed: " + allowed);
}

Status read_mean_latency(const json& value, const std::string& where, MeanLatency& latency) {
  if (!value.is_object()) return invalid(where + ": expected an object with mean and std_dev");
  for (const auto& [key, number] : value.items()) {
    if (key != "mean" && key != "std_dev") return unknown_key(where, key, "mean, std_dev");
    if (!number.is_number() || number.get<double>() < 0 || number.get<double>() > kLongestMean) {
      return invalid(where + "." + key + ": expected milliseconds from 0 to 3600000");
    }
    (key == "mean" ? latency.mean : latency.std_dev) = number.get<double>();
  }
  return success();
}

Status read_latencies(const json& value, OperationLatencies& latencies) {
  if (!value.is_object()) return invalid("latency: expected an object");
  for (const auto& [key, one] : value.items()) {
    bool known = false;
    for (const auto& [name, member] : kOperations) {
      if (key != name) continue;
      known = true;
      if (auto status = read_mean_latency(one, "latency." + key, latencies.*member); !status) return status;
    }
    if (!known) {
      std::string allowed;
      for (const auto& operation : kOperations) allowed += (allowed.empty() ? "" : ", ") + std::string(operation.first);
      return unknown_key("latency", key, allowed);
    }
  }
  return success();
}

Status read_profiles(const json& value, std::map<std::string, LatencyProfile>& profiles) {
  if (!value.is_object()) return invalid("latency_profiles: expected an object of profiles");
  for (const auto& [name, one] : value.items()) {
    if (one.is_null()) {
      profiles.erase(name);
      continue;
    }
    auto profile = LatencyProfile::from_json(one, "latency_profiles." + name);
    if (!profile) return profile.error();
    profiles[name] = std::move(*profile);
  }
  return success();
}

Result<json> with_file_keys(const json& deployment, const std::string& where) {
  json renamed = json::object();
  for (const auto& [key, value] : deployment.items()) {
    std::string name = key;
    for (const auto& [snake, camel] : kDeploymentKeys) {
      if (key == snake) name = camel;
    }
    if (name != key && deployment.contains(name)) {
      return invalid(where + ": '" + key + "' and '" + name + "' are the same setting; give one of them");
    }
    renamed[name] = value;
  }
  return renamed;
}

Result<double> read_probability(const json& value, const std::string& where) {
  if (!value.is_number() || value.get<double>() < 0 || value.get<double>() > 1) {
    return invalid(where + ": expected a probability from 0 to 1");
  }
  return value.get<double>();
}

Status read_deployment_key(const std::string& key, const json& value, const std::string& where,
                           DeploymentConfig& deployment) {
  if (key == "model") {
    if (!value.is_string() || value.get<std::string>().empty())
      return invalid(where + ".model: expected a model's name");
    deployment.model = value.get<std::string>();
  } else if (key == "name") {
    // The reference's exported form repeats the name.
  } else if (key == "embeddingSize") {
    deployment.embedding_size.reset();  // null: the model's own
    if (value.is_null()) return success();
    if (!value.is_number_integer() || value.get<std::int64_t>() < 1 || value.get<std::int64_t>() > 65536) {
      return invalid(where + ".embeddingSize: expected a whole number from 1 to 65536");
    }
    deployment.embedding_size = value.get<std::int64_t>();
  } else if (key == "outputTokens") {
    deployment.output_tokens.reset();
    if (value.is_null()) return success();
    auto tokens = Distribution::from_json(value, where + ".outputTokens");
    if (!tokens) return tokens.error();
    deployment.output_tokens = std::move(*tokens);
  } else if (key == "toolCallProbability") {
    deployment.tool_call_probability.reset();
    if (value.is_null()) return success();
    auto probability = read_probability(value, where + ".toolCallProbability");
    if (!probability) return probability.error();
    deployment.tool_call_probability = *probability;
  } else if (key == "contentFilter") {
    auto filter = parse_content_filter(value, where + ".contentFilter");
    if (!filter) return filter.error();
    deployment.content_filter = std::move(*filter);
  } else if (key == "latency") {
    deployment.latency = value;
  } else {
    return unknown_key(where, key,
                       "model, tokensPerMinute, requestsPerMinute, embeddingSize, outputTokens, toolCallProbability, "
                       "contentFilter, latency, limits");
  }
  return success();
}

Status read_deployment(const json& value, const std::string& name, DeploymentConfig& deployment) {
  const std::string where = "openai_deployments." + name;
  if (!value.is_object()) return invalid(where + ": expected an object");
  const auto keys = with_file_keys(value, where);
  if (!keys) return keys.error();
  for (const auto& [key, one] : keys->items()) {
    if (is_limit_settings_key(key)) continue;
    if (auto status = read_deployment_key(key, one, where, deployment); !status) return status;
  }
  auto limits = parse_limit_settings(*keys, where, deployment.limits);
  if (!limits) return limits.error();
  deployment.limits = std::move(*limits);
  if (deployment.model.empty()) return invalid(where + ": 'model' is missing, e.g. \"model\": \"gpt-4o\"");
  return success();
}

Status read_deployments(const json& value, std::map<std::string, DeploymentConfig>& deployments) {
  if (value.is_null()) return success();
  if (!value.is_object()) return invalid("openai_deployments: expected an object of deployments by name");
  for (const auto& [name, one] : value.items()) {
    if (name.empty() || name.size() > Config::kLongestName) {
      return invalid("openai_deployments: a name has 1 to 256 characters");
    }
    if (one.is_null()) {
      deployments.erase(name);
    } else if (auto status = read_deployment(one, name, deployments[name]); !status) {
      return status;
    }
  }
  if (deployments.size() > Config::kMostDeployments) return invalid("openai_deployments: at most 1000 are allowed");
  return success();
}

// Profiles are resolved again after every change, so that a name that no longer exists is refused.
Status check_profiles(const Config& config) {
  for (const auto& [name, deployment] : config.deployments) {
    const std::string where = "openai_deployments." + name + ".latency";
    if (deployment.latency.is_string() && !config.latency_profiles.contains(deployment.latency.get<std::string>())) {
      return invalid(where + ": there is no latency profile '" + deployment.latency.get<std::string>() + "'");
    }
    if (deployment.latency.is_object()) {
      auto profile = LatencyProfile::from_json(deployment.latency, where);
      if (!profile) return profile.error();
    } else if (!deployment.latency.is_string() && !deployment.latency.is_null()) {
      return invalid(where + ": expected a profile or the name of one");
    }
  }
  return success();
}

Status read_key(const std::string& key, const json& value, Config& config) {
  if (key == "simulator_mode") {
    if (value != "generate")
      return invalid("simulator_mode: allowed: generate (record and replay are not available yet)");
    config.simulator_mode = value.get<std::string>();
    return success();
  }
  if (key == "allow_undefined_openai_deployments") {
    if (!value.is_boolean()) return invalid(key + ": expected true or false");
    config.allow_undefined_openai_deployments = value.get<bool>();
    return success();
  }
  if (key == "output_tokens") {
    auto tokens = Distribution::from_json(value, key);
    if (!tokens) return tokens.error();
    config.output_tokens = std::move(*tokens);
    return success();
  }
  if (key == "tool_call_probability") {
    auto probability = read_probability(value, key);
    if (!probability) return probability.error();
    config.tool_call_probability = *probability;
    return success();
  }
  if (key == "latency") return read_latencies(value, config.latency);
  if (key == "latency_profiles") return read_profiles(value, config.latency_profiles);
  if (key == "openai_deployments") return read_deployments(value, config.deployments);
  return unknown_key("", key,
                     "simulator_mode, allow_undefined_openai_deployments, latency, latency_profiles, output_tokens, "
                     "tool_call_probability, openai_deployments");
}

// What the mean latency of an operation is, in a profile that has nothing else.
Distribution& term_of(LatencyProfile& profile, LatencyKind kind) {
  switch (kind) {
    case LatencyKind::chat_completions:
    case LatencyKind::completions:
      return profile.itl;
    case LatencyKind::translations:
    case LatencyKind::speech:
    case LatencyKind::images:
      return profile.per_unit;
    case LatencyKind::embeddings:
    case LatencyKind::moderations:
      break;
  }
  return profile.overhead;
}

json deployment_json(const DeploymentConfig& deployment) {
  json keys = json::object();
  write_limit_settings(deployment.limits, keys);
  json out = {{"model", deployment.model}};
  for (const auto& [key, value] : keys.items()) {
    std::string name = key;
    for (const auto& [snake, camel] : kDeploymentKeys) {
      if (key == camel) name = snake;
    }
    out[name] = value;
  }
  out["embedding_size"] = deployment.embedding_size ? json(*deployment.embedding_size) : json(nullptr);
  if (!deployment.latency.is_null()) out["latency"] = deployment.latency;
  if (deployment.output_tokens) out["output_tokens"] = deployment.output_tokens->to_json();
  if (deployment.tool_call_probability) out["tool_call_probability"] = *deployment.tool_call_probability;
  if (deployment.content_filter) out["content_filter"] = content_filter_json(*deployment.content_filter);
  return out;
}

}  // namespace

Result<Config> Config::patched(const Config& config, const json& patch) {
  if (!patch.is_object()) return invalid("expected a JSON object");
  Config changed = config;
  for (const auto& [key, value] : patch.items()) {
    if (auto status = read_key(key, value, changed); !status) return status.error();
  }
  if (auto status = check_profiles(changed); !status) return status.error();
  return changed;
}

json Config::to_json() const {
  json out = {{"simulator_mode", simulator_mode},
              {"allow_undefined_openai_deployments", allow_undefined_openai_deployments},
              {"output_tokens", output_tokens.to_json()},
              {"tool_call_probability", tool_call_probability},
              {"latency_profiles", json::object()},
              {"openai_deployments", json::object()}};
  for (const auto& [name, member] : kOperations) {
    out["latency"][name] = {{"mean", (latency.*member).mean}, {"std_dev", (latency.*member).std_dev}};
  }
  for (const auto& [name, profile] : latency_profiles) out["latency_profiles"][name] = profile.to_json();
  for (const auto& [name, deployment] : deployments) out["openai_deployments"][name] = deployment_json(deployment);
  return out;
}

LatencyProfile Config::profile_of(const DeploymentConfig* deployment, LatencyKind kind) const {
  LatencyProfile profile;
  const MeanLatency& mean = latency.*kOperations[static_cast<std::size_t>(kind)].second;
  term_of(profile, kind) =
      mean.std_dev == 0 ? Distribution::constant(mean.mean) : Distribution::normal(mean.mean, mean.std_dev);
  const auto named = [&](const std::string& name) {
    const auto found = latency_profiles.find(name);
    return found != latency_profiles.end() ? found->second : profile;
  };
  if (deployment == nullptr || deployment->latency.is_null()) return named(kDefaultProfile);
  if (deployment->latency.is_string()) return named(deployment->latency.get<std::string>());
  auto own = LatencyProfile::from_json(deployment->latency, "latency", profile);
  return own ? *own : profile;
}

}  // namespace oaisim
