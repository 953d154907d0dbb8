#include <fstream>

#include "common/base/trimmed.h"
#include "common/config/options.h"

namespace oaisim {
namespace {

// The value without its quotes, or without a comment that follows it.
std::string_view unquoted(std::string_view value) {
  if (value.size() >= 2 && (value.front() == '"' || value.front() == '\'')) {
    const auto end = value.find(value.front(), 1);
    if (end != std::string_view::npos) return value.substr(1, end - 1);
  }
  const auto comment = value.find(" #");
  return comment == std::string_view::npos ? value : trimmed(value.substr(0, comment));
}

}  // namespace

Result<std::vector<std::pair<std::string, std::string>>> read_env_file(const std::string& path) {
  std::vector<std::pair<std::string, std::string>> values;
  std::ifstream file(path);
  int number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    std::string_view text = trimmed(line);
    if (text.empty() || text.front() == '#') continue;
    if (text.starts_with("export ")) text = trimmed(text.substr(7));
    const auto equals = text.find('=');
    if (equals == std::string_view::npos || equals == 0) {
      return invalid(path + " line " + std::to_string(number) + ": expected NAME=value");
    }
    values.emplace_back(trimmed(text.substr(0, equals)), unquoted(trimmed(text.substr(equals + 1))));
  }
  return values;
}

}  // namespace oaisim
