// The `--config` file of an OptionSet.
#include <algorithm>
#include <fstream>

#include "common/config/options.h"

namespace oaisim {
namespace {

std::string config_key(const std::string& name) {
  std::string key = name;
  std::replace(key.begin(), key.end(), '-', '_');
  return key;
}

}  // namespace

Status OptionSet::parse_config_file(const std::string& path) {
  std::ifstream file(path);
  if (!file) return Error{ErrorCode::io, "--config: cannot read '" + path + "'"};
  auto document = nlohmann::json::parse(file, nullptr, false, true);
  if (!document.is_object()) return invalid("--config: '" + path + "' is not a JSON object");
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
  if (value.is_string()) return apply(entry, {value.get<std::string>(), where});
  if (value.is_primitive() && !value.is_null()) return apply(entry, {value.dump(), where});
  return invalid(where + ": expected " + entry.type_name);
}

}  // namespace oaisim
