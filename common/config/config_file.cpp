// The `--config` file of an OptionSet.
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "common/config/options.h"

namespace oaisim {
namespace {

std::string config_key(const std::string& name) {
  std::string key = name;
  std::replace(key.begin(), key.end(), '-', '_');
  return key;
}

// "line 3, column 5" of nlohmann's message, whose rest may quote a key.
std::string place_of(const nlohmann::json::parse_error& problem) {
  const std::string what = problem.what();
  const auto begin = what.find("line ");
  const auto end = what.find(':', begin);
  if (begin == std::string::npos || end == std::string::npos) return "byte " + std::to_string(problem.byte);
  return what.substr(begin, end - begin);
}

// Comments are allowed.
Result<nlohmann::json> read_object(const std::string& path) {
  std::ifstream file(path);
  if (!file) return Error{ErrorCode::io, "cannot read '" + path + "': " + std::strerror(errno)};
  try {
    auto document = nlohmann::json::parse(file, nullptr, true, true);
    if (document.is_object()) return document;
    return invalid("'" + path + "' holds a JSON " + document.type_name() + "; expected an object of keys and values");
  } catch (const nlohmann::json::parse_error& problem) {
    return invalid("'" + path + "' is not JSON: wrong at " + place_of(problem));
  } catch (const nlohmann::json::exception&) {
    return invalid("'" + path + "' is not JSON: a number is too large");
  }
}

// Such as "5,10" of [5, 10].  Nothing: a value is no number and no text.
std::optional<std::string> joined(const nlohmann::json& list) {
  std::string text;
  for (const auto& item : list) {
    if (!item.is_number() && !item.is_string()) return std::nullopt;
    if (!text.empty()) text += ',';
    text += item.is_string() ? item.get<std::string>() : item.dump();
  }
  return text;
}

}  // namespace

Status OptionSet::parse_config_file(const std::string& path) {
  auto read = read_object(path);
  if (!read) return Error{read.error().code, "--config: " + read.error().message};
  nlohmann::json document = std::move(*read);
  if (translate_) {
    auto translated = translate_(std::move(document));
    if (!translated)
      return Error{translated.error().code, "--config: in '" + path + "': " + translated.error().message};
    document = std::move(*translated);
  }
  for (const auto& [key, value] : document.items()) {
    const std::string where = "'" + key + "' in " + path;
    const auto entry = std::find_if(entries_.begin(), entries_.end(),
                                    [&](const Entry& e) { return config_key(e.spec.name) == key && key != "config"; });
    if (entry != entries_.end()) {
      if (entry->given) continue;
      if (auto status = apply_config_value(*entry, value, where); !status) return status;
      continue;
    }
    const auto part =
        std::find_if(documents_.begin(), documents_.end(), [&](const Document& d) { return d.key == key; });
    if (part == documents_.end()) return invalid(where + " is not an option; see " + program_ + " --help");
    if (auto status = part->read(value); !status)
      return Error{status.error().code, where + ": " + status.error().message};
  }
  return success();
}

Status OptionSet::apply_config_value(Entry& entry, const nlohmann::json& value, const std::string& where) {
  if (entry.repeatable && value.is_array()) {
    for (const auto& item : value) {
      if (!item.is_string()) return invalid(where + ": expected an array of strings");
      if (auto status = apply(entry, {item.get<std::string>(), where}); !status) return status;
    }
    return success();
  }
  if (entry.spec.is_json && value.is_structured()) return apply(entry, {value.dump(), where});
  if (entry.spec.is_list && value.is_array() && !value.empty()) {
    if (const auto text = joined(value)) return apply(entry, {*text, where});
  }
  if (value.is_string()) return apply(entry, {value.get<std::string>(), where});
  if (value.is_primitive() && !value.is_null()) return apply(entry, {value.dump(), where});
  return invalid(where + ": expected " + entry.type_name);
}

}  // namespace oaisim
