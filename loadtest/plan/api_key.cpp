#include "loadtest/plan/api_key.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <span>

namespace oaisim::loadtest {
namespace {

constexpr std::size_t kMostBytes = 16 << 10;  // tokens that hold claims are long, but no header is longer

Result<std::string> read_key(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return invalid("--key-file: cannot read '" + path + "': " + std::strerror(errno));
  std::string key(kMostBytes + 1, '\0');
  file.read(key.data(), static_cast<std::streamsize>(key.size()));
  key.resize(static_cast<std::size_t>(file.gcount()));
  while (!key.empty() && (key.back() == '\n' || key.back() == '\r')) key.pop_back();
  if (key.empty()) return invalid("--key-file: '" + path + "' holds no key");
  if (key.size() > kMostBytes) return invalid("--key-file: '" + path + "' is longer than any key");
  return key;
}

std::span<const char* const> usual_variables(Api api, bool azure) {
  static constexpr const char* kOpenAi[] = {"OPENAI_API_KEY"};
  static constexpr const char* kAzure[] = {"AZURE_OPENAI_API_KEY", "AZURE_OPENAI_KEY"};
  static constexpr const char* kAnthropic[] = {"ANTHROPIC_API_KEY"};
  if (api == Api::http) return {};
  if (api == Api::messages) return kAnthropic;
  if (azure) return kAzure;
  return kOpenAi;
}

}  // namespace

Result<std::string> find_key(const KeyWishes& wishes, Api api, bool azure) {
  if (int(wishes.given) + int(!wishes.env.empty()) + int(!wishes.path.empty()) > 1) {
    return invalid("--key, --key-env and --key-file exclude each other");
  }
  if (!wishes.path.empty()) return read_key(wishes.path);
  if (!wishes.env.empty()) {
    const char* value = std::getenv(wishes.env.c_str());
    if (value == nullptr || *value == '\0') return invalid("--key-env: the variable '" + wishes.env + "' is not set");
    return std::string(value);
  }
  if (!wishes.key.empty() || wishes.given) return wishes.key;
  for (const char* name : usual_variables(api, azure)) {
    if (const char* value = std::getenv(name); value != nullptr && *value != '\0') return std::string(value);
  }
  return std::string();
}

}  // namespace oaisim::loadtest
