#include "loadtest/plan/target_options.h"

#include <algorithm>
#include <string_view>

#include "loadtest/plan/api_key.h"

namespace oaisim::loadtest {
namespace {

bool has_flag(int argc, const char* const* argv, std::string_view flag) {
  return std::any_of(argv, argv + argc, [&](std::string_view argument) {
    return argument == flag || (argument.starts_with(flag) && argument.substr(flag.size()).starts_with('='));
  });
}

std::vector<std::string> api_names() {
  std::vector<std::string> names;
  names.reserve(kApis.size());
  for (const auto& traits : kApis) names.emplace_back(traits.name);
  return names;
}

}  // namespace

void add_tls_options(OptionSet& options, TlsClientSettings& tls, const std::string& group) {
  options.add(tls.ca_path, {.name = "ca-file",
                            .help = "https: trust these certificates (PEM) instead of the system's authorities",
                            .value_name = "FILE",
                            .group = group});
  options.add(tls.insecure,
              {.name = "tls-insecure", .help = "https: trust any certificate, also a forged one", .group = group});
}

TargetOptions::TargetOptions(OptionSet& options) {
  add_address(options, "Target");
  add_access(options, "Target");
}

void TargetOptions::add_address(OptionSet& options, const std::string& group) {
  options.add(wishes_.url, {.name = "url",
                            .env = "TEST_OPENAI_ENDPOINT",
                            .help = "Address to test, such as http://localhost:8000",
                            .value_name = "URL",
                            .group = group});
  options.add(wishes_.api, {.name = "api",
                            .help = "What is asked: OpenAI's APIs, Anthropic's messages, or any HTTP address",
                            .choices = api_names(),
                            .value_name = "API",
                            .group = group});
  options.add(wishes_.model, {.name = "model",
                              .help = "Model; sends to the OpenAI address such as /v1/chat/completions",
                              .value_name = "MODEL",
                              .group = group});
  options.add(wishes_.deployment,
              {.name = "deployment",
               .env = "TEST_OPENAI_DEPLOYMENT",
               .help = "Deployment; sends to the Azure address such as /openai/deployments/DEPLOYMENT/chat/completions",
               .value_name = "DEPLOYMENT",
               .group = group});
  options.add(wishes_.api_version,
              {.name = "api-version", .help = "Of an Azure address", .value_name = "DATE", .group = group});
  options.add(wishes_.path, {.name = "path",
                             .help = "Path and query of the request, whatever --url and --api say",
                             .value_name = "PATH",
                             .group = group});
  options.add(wishes_.method, {.name = "method",
                               .help = "With --api http: POST by default when there is a body, GET when there is none",
                               .value_name = "METHOD",
                               .group = group});
}

void TargetOptions::add_access(OptionSet& options, const std::string& group) {
  options.add(wishes_.key, {.name = "key",
                            .env = "TEST_OPENAI_KEY",
                            .help = "API key; empty: none is sent",
                            .value_name = "KEY",
                            .group = group,
                            .secret = true});
  options.add(
      key_env_,
      {.name = "key-env", .help = "Name of the variable that holds the key", .value_name = "NAME", .group = group});
  options.add(key_path_, {.name = "key-file", .help = "File that holds the key", .value_name = "FILE", .group = group});
  options.add(wishes_.headers, {.name = "header",
                                .help = "A header 'Name: value' of each request; repeatable",
                                .value_name = "HEADER",
                                .group = group,
                                .secret = true});
  add_tls_options(options, wishes_.tls, group);
}

Result<Target> TargetOptions::plan(int argc, const char* const* argv) const {
  TargetWishes wishes = wishes_;
  // A flag beats the environment: --model wins over TEST_OPENAI_DEPLOYMENT, and --api http has no deployments.
  const bool without = has_flag(argc, argv, "--model") || wishes.api == "http";
  if (without && !has_flag(argc, argv, "--deployment")) wishes.deployment.clear();
  const auto api = find_api(wishes.api);
  if (!api) return api.error();
  const bool given = has_flag(argc, argv, "--key");
  const KeyWishes keys{.key = wishes.key, .env = key_env_, .path = key_path_, .given = given};
  auto key = find_key(keys, *api, !wishes.deployment.empty());
  if (!key) return key.error();
  wishes.key = std::move(*key);
  return make_target(wishes);
}

}  // namespace oaisim::loadtest
