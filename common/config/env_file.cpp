#include <fstream>

#include "common/config/options.h"

namespace oaisim {
namespace {

std::string trimmed(std::string text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

// The value without its quotes, or without a comment that follows it.
std::string unquoted(std::string value) {
  if (value.size() >= 2 && (value.front() == '"' || value.front() == '\'')) {
    const auto end = value.find(value.front(), 1);
    if (end != std::string::npos) return value.substr(1, end - 1);
  }
  const auto comment = value.find(" #");
  return comment == std::string::npos ? value : trimmed(value.substr(0, comment));
}

}  // namespace

Result<std::vector<std::pair<std::string, std::string>>> read_env_file(const std::string& path) {
  std::vector<std::pair<std::string, std::string>> values;
  std::ifstream file(path);
  int number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    line = trimmed(line);
    if (line.empty() || line.front() == '#') continue;
    if (line.starts_with("export ")) line = trimmed(line.substr(7));
    const auto equals = line.find('=');
    if (equals == std::string::npos || equals == 0) {
      return invalid(path + " line " + std::to_string(number) + ": expected NAME=value");
    }
    values.emplace_back(trimmed(line.substr(0, equals)), unquoted(trimmed(line.substr(equals + 1))));
  }
  return values;
}

}  // namespace oaisim
