#include "loadtest/plan/benchmark_file.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <string_view>

#include "common/http/client_url.h"
#include "loadtest/plan/api.h"

namespace oaisim::loadtest {
namespace {

using nlohmann::json;

bool is_text(const json& value) { return value.is_string(); }
bool is_flag(const json& value) { return value.is_boolean(); }
bool is_object(const json& value) { return value.is_object(); }
bool is_count(const json& value) { return value.is_number_integer(); }
bool is_seconds(const json& value) { return value.is_number() && value.get<double>() > 0; }
bool is_dataset(const json& value) { return value.is_string() || value.is_array() || value.is_object(); }

struct Key {
  std::string_view name;
  bool (*fits)(const json& value);
  const char* expected;
};

constexpr std::array<Key, 15> kKeys{{
    {"benchmark_type", is_text, "system_api or llm_api"},
    {"endpoint", is_text, "an address such as http://localhost:8000"},
    {"auth_token", is_text, "a text"},
    {"json_path", is_text, "a JSONPath"},
    {"org_id", is_text, "a text"},
    {"benchmark_run_id", is_text, "a text"},
    {"min_load", is_count, "a whole number of users"},
    {"max_load", is_count, "a whole number of users"},
    {"enable_ramping", is_flag, "true or false"},
    {"ramp_duration_seconds", is_seconds, "a number of seconds above 0"},
    {"timeout", is_seconds, "a number of seconds above 0"},
    {"dataset", is_dataset, "a path, an array of records or prompts, or an object with path and format"},
    {"headers", is_object, "an object of names and texts"},
    {"model", is_text, "a text"},
    {"provider", is_text, "a text"},
}};

struct Provider {
  std::string_view name;
  std::string_view api;  // empty: as the endpoint's path says
  const char* model_key;
};

constexpr std::array<Provider, 7> kProviders{{
    {"openai", "", "model"},
    {"openai_compatible", "", "model"},
    {"vllm", "", "model"},
    {"ollama", "", "model"},
    {"azure", "", "deployment"},
    {"azure_openai", "", "deployment"},
    {"anthropic", "messages", "model"},
}};

template <typename Table>
std::string names_of(const Table& table) {
  std::string names;
  for (const auto& entry : table) names += (names.empty() ? "" : ", ") + std::string(entry.name);
  return names;
}

// Each key is known and its value is of its type; those that say nothing are removed.
Status check_keys(json& file) {
  for (const auto& [name, value] : file.items()) {
    const auto* const key =
        std::find_if(kKeys.begin(), kKeys.end(), [&name = name](const Key& k) { return k.name == name; });
    if (key == kKeys.end()) {
      return invalid("'" + name + "' is no key of a file with benchmark_type; allowed: " + names_of(kKeys));
    }
    if (!value.is_null() && !key->fits(value)) return invalid("'" + name + "': expected " + key->expected);
  }
  for (auto item = file.begin(); item != file.end();) {
    item = item->is_null() || *item == "" ? file.erase(item) : std::next(item);
  }
  return success();
}

std::string seconds_text(const json& value) { return value.dump() + "s"; }

// As the end of the endpoint's path names it; chat when it names none.
std::string_view api_of(const std::string& endpoint) {
  const auto url = parse_http_url(endpoint);
  const auto* const named = std::find_if(kApis.begin(), kApis.end(), [&](const ApiTraits& traits) {
    return url && !traits.path.empty() && url->path.ends_with(traits.path);
  });
  return named == kApis.end() ? traits_of(Api::chat).name : named->name;
}

Status set_target(const json& file, bool system, json& options) {
  if (!file.contains("endpoint")) return invalid("'endpoint' is missing; it is the address to test");
  options["url"] = file["endpoint"];
  if (system) {
    options["api"] = traits_of(Api::http).name;
    if (file.contains("model")) options["model"] = file["model"];
    return success();
  }
  const std::string name = file.value("provider", "openai");
  const auto* const provider =
      std::find_if(kProviders.begin(), kProviders.end(), [&](const Provider& p) { return p.name == name; });
  if (provider == kProviders.end()) {
    return invalid("'provider': '" + name + "' is unknown; allowed: " + names_of(kProviders));
  }
  if (!file.contains("model")) return invalid("'model' is missing; llm_api needs it");
  options["api"] = provider->api.empty() ? api_of(file["endpoint"]) : provider->api;
  options[provider->model_key] = file["model"];
  return success();
}

Status set_headers(const json& file, json& options) {
  if (!file.contains("headers")) return success();
  json headers = json::array();
  for (const auto& [name, value] : file["headers"].items()) {
    if (!value.is_string()) return invalid("'headers': '" + name + "': expected a text");
    headers.push_back(name + ": " + value.get<std::string>());
  }
  options["header"] = std::move(headers);
  return success();
}

Status set_load(const json& file, json& options) {
  const bool ramps = file.value("enable_ramping", file.contains("ramp_duration_seconds"));
  if (!ramps) {
    const char* users = file.contains("max_load") ? "max_load" : "min_load";
    if (file.contains(users)) options["max_load"] = file[users];
    if (file.contains("dataset")) options["passes"] = 1;
    return success();
  }
  for (const char* needed : {"max_load", "ramp_duration_seconds"}) {
    if (!file.contains(needed)) return invalid(std::string("'") + needed + "' is missing; enable_ramping needs it");
  }
  if (file.contains("min_load")) options["min_load"] = file["min_load"];
  options["max_load"] = file["max_load"];
  options["ramp_duration"] = options["duration"] = seconds_text(file["ramp_duration_seconds"]);
  return success();
}

Status set_dataset_file(const json& dataset, json& options) {
  for (const auto& [name, value] : dataset.items()) {
    if (name != "path" && name != "format") {
      return invalid("'dataset': '" + name + "' is no key of it; allowed: path, format");
    }
    if (!value.is_string()) return invalid("'dataset': '" + name + "': expected a text");
    options[name == "path" ? "dataset" : "dataset_format"] = value;
  }
  if (!dataset.contains("path")) return invalid("'dataset': 'path' is missing");
  return success();
}

Status set_dataset(const json& file, json& options) {
  if (!file.contains("dataset")) return success();
  const json& dataset = file["dataset"];
  if (dataset.is_object()) return set_dataset_file(dataset, options);
  if (dataset.is_string()) return options["dataset"] = dataset, success();
  const auto fits = [](const json& record) { return record.is_object() || record.is_string(); };
  if (dataset.empty() || !std::all_of(dataset.begin(), dataset.end(), fits)) {
    return invalid("'dataset': expected an array of at least one record or prompt, each an object or a text");
  }
  options["dataset_records"] = dataset;
  return success();
}

// With llm_api the prompt is picked, which is what a dataset's field is for.
Status set_json_path(const json& file, bool system, json& options) {
  if (!file.contains("json_path")) return success();
  if (system) return options["json_path"] = file["json_path"], success();
  const std::string path = file["json_path"];
  const auto field = path.starts_with("$.") ? path.substr(2) : path;
  const auto is_plain = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == '-'; };
  if (field.empty() || !std::all_of(field.begin(), field.end(), is_plain)) {
    return invalid("'json_path': with llm_api it is the record's field with the prompt, such as $.prompt");
  }
  options["dataset_prompt_field"] = field;
  return success();
}

// The first byte may take as long as the whole reply.
void set_rest(const json& file, json& options) {
  if (file.contains("auth_token")) options["key"] = file["auth_token"];
  if (file.contains("timeout")) options["timeout"] = options["first_byte_timeout"] = seconds_text(file["timeout"]);
  for (const char* same : {"org_id", "benchmark_run_id"}) {
    if (file.contains(same)) options[same] = file[same];
  }
}

}  // namespace

Result<json> translate_benchmark(json file) {
  if (!file.contains("benchmark_type")) return file;
  if (auto status = check_keys(file); !status) return status.error();
  const std::string type = file.value("benchmark_type", "");
  const bool system = type == "system_api";
  if (!system && type != "llm_api") {
    return invalid("'benchmark_type': '" + type + "' is unknown; allowed: system_api, llm_api");
  }
  json options = json::object();
  if (auto status = set_target(file, system, options); !status) return status.error();
  if (auto status = set_headers(file, options); !status) return status.error();
  if (auto status = set_load(file, options); !status) return status.error();
  if (auto status = set_dataset(file, options); !status) return status.error();
  if (auto status = set_json_path(file, system, options); !status) return status.error();
  set_rest(file, options);
  return options;
}

}  // namespace oaisim::loadtest
