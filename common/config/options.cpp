#include "common/config/options.h"

#include <algorithm>
#include <cstdlib>
#include <cxxopts.hpp>
#include <iostream>
#include <iterator>
#include <sstream>

#include "common/base/version.h"
#include "common/config/text_values.h"

namespace oaisim {
namespace {

std::string number_text(double value) {
  std::ostringstream out;
  out.precision(15);
  out << value;
  return out.str();
}

std::string range_text(const OptionSpec& spec) {
  const bool low = spec.minimum != std::numeric_limits<double>::lowest();
  const bool high = spec.maximum != std::numeric_limits<double>::max();
  const std::string unit = spec.unit.empty() ? "" : " " + spec.unit;
  if (low && high) return number_text(spec.minimum) + " to " + number_text(spec.maximum) + unit;
  if (low) return "at least " + number_text(spec.minimum) + unit;
  if (high) return "at most " + number_text(spec.maximum) + unit;
  return {};
}

std::string join(const std::vector<std::string>& words, const char* separator) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : separator) + word;
  return text;
}

Status check_range(const OptionSpec& spec, double value, std::string_view text) {
  if (value >= spec.minimum && value <= spec.maximum) return success();
  return invalid("'" + std::string(text) + "' is out of range; allowed: " + range_text(spec));
}

// "-n, --count", or "--count" alone.
std::string flag_text(const OptionSpec& spec) {
  return (spec.short_name.empty() ? "" : "-" + spec.short_name + ", ") + "--" + spec.name;
}

// What an option of type T is called, and how its text is read.
template <typename T>
struct Reader;

template <>
struct Reader<bool> {
  static constexpr const char* kType = "true|false";
  static Result<bool> read(std::string_view text, const OptionSpec&) { return parse_bool(text); }
  static std::string show(bool value) { return value ? "true" : "false"; }
};

template <>
struct Reader<std::int64_t> {
  static constexpr const char* kType = "N";
  static Result<std::int64_t> read(std::string_view text, const OptionSpec& spec) {
    auto value = parse_integer(text);
    if (!value) return value;
    if (auto status = check_range(spec, static_cast<double>(*value), text); !status) return status.error();
    return value;
  }
  static std::string show(std::int64_t value) { return std::to_string(value); }
};

template <>
struct Reader<double> {
  static constexpr const char* kType = "NUMBER";
  static Result<double> read(std::string_view text, const OptionSpec& spec) {
    auto value = parse_number(text);
    if (!value) return value;
    if (auto status = check_range(spec, *value, text); !status) return status.error();
    return value;
  }
  static std::string show(double value) { return number_text(value); }
};

template <>
struct Reader<std::string> {
  static constexpr const char* kType = "TEXT";
  static Result<std::string> read(std::string_view text, const OptionSpec& spec) {
    const auto& choices = spec.choices;
    if (!choices.empty() && std::find(choices.begin(), choices.end(), text) == choices.end()) {
      return invalid("'" + std::string(text) + "' is unknown; allowed: " + join(choices, ", "));
    }
    return std::string(text);
  }
  static std::string show(const std::string& value) { return value; }
};

template <>
struct Reader<Duration> {
  static constexpr const char* kType = "DURATION";
  static Result<Duration> read(std::string_view text, const OptionSpec& spec) {
    auto value = parse_duration(text);
    if (!value) return value;
    if (auto status = check_range(spec, to_seconds(*value), text); !status) return status.error();
    return value;
  }
  static std::string show(Duration value) { return format_duration(value); }
};

template <>
struct Reader<ByteSize> {
  static constexpr const char* kType = "SIZE";
  static Result<ByteSize> read(std::string_view text, const OptionSpec& spec) {
    auto value = parse_bytes(text);
    if (!value) return value.error();
    if (auto status = check_range(spec, static_cast<double>(*value), text); !status) return status.error();
    return ByteSize{*value};
  }
  static std::string show(ByteSize value) {
    if (value.count != 0 && value.count % (1 << 20) == 0) return std::to_string(value.count >> 20) + "MiB";
    if (value.count != 0 && value.count % (1 << 10) == 0) return std::to_string(value.count >> 10) + "KiB";
    return std::to_string(value.count);
  }
};

template <typename T, typename Target>
std::function<Status(std::string_view)> setter(Target& target, const OptionSpec& spec) {
  return [&target, spec](std::string_view text) -> Status {
    auto value = Reader<T>::read(text, spec);
    if (!value) return value.error();
    target = std::move(*value);
    return success();
  };
}

}  // namespace

OptionSet::OptionSet(std::string program, std::string description)
    : program_(std::move(program)), description_(std::move(description)) {
  add(config_path_, {.name = "config",
                     .help = "JSON file with any of these options and documents",
                     .value_name = "FILE",
                     .group = "Configuration"});
}

void OptionSet::add_entry(OptionSpec spec, std::string type_name, std::string default_text,
                          std::function<Status(std::string_view)> set) {
  if (!spec.value_name.empty()) type_name = spec.value_name;
  if (!spec.choices.empty()) type_name = join(spec.choices, "|");
  entries_.push_back(
      {std::move(spec), std::move(type_name), std::move(default_text), false, false, std::move(set), false});
}

void OptionSet::add(bool& target, OptionSpec spec) {
  auto set = setter<bool>(target, spec);
  add_entry(std::move(spec), Reader<bool>::kType, Reader<bool>::show(target), std::move(set));
  entries_.back().is_flag = true;
}

void OptionSet::add(std::int64_t& target, OptionSpec spec) {
  auto set = setter<std::int64_t>(target, spec);
  add_entry(std::move(spec), Reader<std::int64_t>::kType, Reader<std::int64_t>::show(target), std::move(set));
}

void OptionSet::add(double& target, OptionSpec spec) {
  auto set = setter<double>(target, spec);
  add_entry(std::move(spec), Reader<double>::kType, Reader<double>::show(target), std::move(set));
}

void OptionSet::add(std::string& target, OptionSpec spec) {
  auto set = setter<std::string>(target, spec);
  add_entry(std::move(spec), Reader<std::string>::kType, target, std::move(set));
}

void OptionSet::add(Duration& target, OptionSpec spec) {
  spec.unit = "s";
  auto set = setter<Duration>(target, spec);
  add_entry(std::move(spec), Reader<Duration>::kType, Reader<Duration>::show(target), std::move(set));
}

void OptionSet::add(ByteSize& target, OptionSpec spec) {
  spec.unit = "bytes";
  auto set = setter<ByteSize>(target, spec);
  add_entry(std::move(spec), Reader<ByteSize>::kType, Reader<ByteSize>::show(target), std::move(set));
}

void OptionSet::add(std::optional<std::int64_t>& target, OptionSpec spec) {
  auto set = setter<std::int64_t>(target, spec);
  add_entry(std::move(spec), Reader<std::int64_t>::kType, "", std::move(set));
}

void OptionSet::add(std::optional<double>& target, OptionSpec spec) {
  auto set = setter<double>(target, spec);
  add_entry(std::move(spec), Reader<double>::kType, "", std::move(set));
}

void OptionSet::add(std::optional<std::string>& target, OptionSpec spec) {
  auto set = setter<std::string>(target, spec);
  add_entry(std::move(spec), Reader<std::string>::kType, "", std::move(set));
}

void OptionSet::add(std::optional<Duration>& target, OptionSpec spec) {
  spec.unit = "s";
  auto set = setter<Duration>(target, spec);
  add_entry(std::move(spec), Reader<Duration>::kType, "", std::move(set));
}

void OptionSet::add(std::vector<std::string>& target, OptionSpec spec) {
  auto set = [&target, spec](std::string_view text) -> Status {
    auto value = Reader<std::string>::read(text, spec);
    if (!value) return value.error();
    target.push_back(std::move(*value));
    return success();
  };
  add_entry(std::move(spec), Reader<std::string>::kType, join(target, ","), std::move(set));
  entries_.back().repeatable = true;
}

void OptionSet::add_document(std::string key, std::string help, std::function<Status(const nlohmann::json&)> read) {
  documents_.push_back({std::move(key), std::move(help), std::move(read)});
}

void OptionSet::translate_config(std::function<Result<nlohmann::json>(nlohmann::json)> translate) {
  translate_ = std::move(translate);
}

void OptionSet::allow_positional(std::vector<std::string>& target, std::string name, std::string help) {
  positional_ = &target;
  positional_name_ = std::move(name);
  positional_help_ = std::move(help);
}

Status OptionSet::apply(Entry& entry, const Given& given) {
  if (auto status = entry.set(given.text); !status) {
    return Error{status.error().code,
                 given.where + ": " + (entry.spec.secret ? "the value is not valid" : status.error().message)};
  }
  entry.given = true;
  return success();
}

Result<OptionSet::Outcome> OptionSet::parse(int argc, const char* const* argv) {
  auto outcome = parse_flags(argc, argv);
  if (!outcome || *outcome == Outcome::exit) return outcome;
  if (auto status = parse_environment(); !status) return status.error();
  if (!config_path_.empty()) {
    if (auto status = parse_config_file(config_path_); !status) return status.error();
  }
  return Outcome::run;
}

Result<OptionSet::Outcome> OptionSet::parse_flags(int argc, const char* const* argv) {
  cxxopts::Options parser(program_);
  auto add_option = parser.add_options();
  for (const auto& entry : entries_) {
    auto value = cxxopts::value<std::vector<std::string>>();
    add_option(entry.spec.short_name.empty() ? entry.spec.name : entry.spec.short_name + "," + entry.spec.name, "",
               entry.is_flag ? value->implicit_value("true") : value);
  }
  add_option("h,help", "");
  add_option("version", "");
  add_option("print-options", "");
  try {
    const auto result = parser.parse(argc, argv);
    if (result.count("help")) return std::cout << help(), Outcome::exit;
    if (result.count("version")) return std::cout << program_ << ' ' << kVersion << '\n', Outcome::exit;
    if (result.count("print-options")) return std::cout << markdown(), Outcome::exit;
    if (positional_ == nullptr && !result.unmatched().empty()) {
      return invalid("unexpected argument '" + result.unmatched().front() + "'; see " + program_ + " --help");
    }
    if (positional_ != nullptr) *positional_ = result.unmatched();
    for (const auto& pair : result.arguments()) {
      for (auto& entry : entries_) {
        if (entry.spec.name != pair.key()) continue;
        if (auto status = apply(entry, {pair.value(), "--" + pair.key()}); !status) return status.error();
      }
    }
  } catch (const cxxopts::exceptions::exception& problem) {
    return invalid(std::string(problem.what()) + "; see " + program_ + " --help");
  }
  return Outcome::run;
}

Status OptionSet::parse_environment() {
  auto file = read_env_file(".env");
  if (!file) return file.error();
  for (auto& entry : entries_) {
    if (entry.given || entry.spec.env.empty()) continue;
    std::optional<Given> given;
    if (const char* value = std::getenv(entry.spec.env.c_str()); value != nullptr) {
      given = Given{value, entry.spec.env};
    } else {
      for (const auto& [name, text] : *file) {
        if (name == entry.spec.env) given = Given{text, name + " in .env"};
      }
    }
    if (!given || given->text.empty()) continue;
    if (!entry.repeatable) {
      if (auto status = apply(entry, *given); !status) return status;
      continue;
    }
    std::istringstream items(given->text);
    for (std::string item; std::getline(items, item, ',');) {
      if (auto status = apply(entry, {item, given->where}); !status) return status;
    }
  }
  return success();
}

std::string OptionSet::help() const {
  std::ostringstream out;
  out << program_ << " - " << description_ << "\n\nUsage: " << program_ << " [options]";
  if (positional_ != nullptr)
    out << ' ' << positional_name_ << "\n\n  " << positional_name_ << "  " << positional_help_;
  out << "\n";
  if (!examples_.empty()) {
    out << "\nExamples:\n";
    std::istringstream lines(examples_);
    for (std::string line; std::getline(lines, line);) out << "  " << line << '\n';
  }
  std::vector<std::string> groups;
  for (const auto& entry : entries_) {
    if (std::find(groups.begin(), groups.end(), entry.spec.group) == groups.end()) groups.push_back(entry.spec.group);
  }
  std::rotate(groups.begin(), groups.begin() + 1, groups.end());  // "Configuration" was first and goes last
  for (const auto& group : groups) {
    out << '\n' << (group.empty() ? "Options" : group) << ":\n";
    for (const auto& entry : entries_) {
      if (entry.spec.group != group) continue;
      out << "  " << flag_text(entry.spec) << (entry.is_flag ? "" : " " + entry.type_name) << "\n        "
          << entry.spec.help;
      const auto range = range_text(entry.spec);
      if (!range.empty()) out << "; " << range;
      if (!entry.default_text.empty() && !entry.spec.secret) out << " (default " << entry.default_text << ")";
      if (!entry.spec.env.empty()) out << " [" << entry.spec.env << "]";
      out << '\n';
    }
  }
  out << "  --help, --version, --print-options\n        Show this, the version, or a Markdown table of the options\n";
  return out.str();
}

std::string OptionSet::markdown() const {
  std::ostringstream out;
  out << "### `" << program_ << "`\n\n" << description_ << "\n\n";
  out << "| flag | environment | default | allowed | meaning |\n|---|---|---|---|---|\n";
  for (const auto& entry : entries_) {
    std::string allowed = entry.type_name;
    std::replace(allowed.begin(), allowed.end(), '|', '/');
    if (const auto range = range_text(entry.spec); !range.empty()) allowed += ", " + range;
    out << "| `" << flag_text(entry.spec) << "` | " << (entry.spec.env.empty() ? "" : "`" + entry.spec.env + "`")
        << " | " << (entry.default_text.empty() || entry.spec.secret ? "" : "`" + entry.default_text + "`") << " | "
        << allowed << " | " << entry.spec.help << " |\n";
  }
  if (!documents_.empty()) {
    out << "\nDocuments in the `--config` file:\n\n| key | meaning |\n|---|---|\n";
    for (const auto& document : documents_) out << "| `" << document.key << "` | " << document.help << " |\n";
  }
  out << '\n';
  return out.str();
}

}  // namespace oaisim
