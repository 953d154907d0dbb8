// Options that are declared once: name, type, default, range, help.
//
//   OptionSet options("oaisim", "Serves the OpenAI and Azure OpenAI APIs.");
//   options.add(settings.port, {.name = "port", .env = "SIMULATOR_PORT", .help = "TCP port to listen on",
//                               .minimum = 0, .maximum = 65535});
//   auto outcome = options.parse(argc, argv);
//
// A value comes from the first of: the flag `--port`, the environment, the file `.env` in the working
// directory, the JSON file named by `--config` (key `port`; hyphens become underscores), the default that the
// target held when it was added.  Unknown flags, unknown keys of the file and bad values are errors that name
// the key and what is allowed; unknown names in the environment and in `.env` are not ours to judge.
//
// Ownership: targets are the caller's and outlive the set.  Thread safety: none; used while starting.
#pragma once

#include <algorithm>
#include <functional>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/base/units.h"

namespace oaisim {

struct OptionSpec {
  std::string name;             // the flag, in kebab-case
  std::string short_name = {};  // one letter, for -n; empty: none
  std::string env = {};         // the environment name; empty: none
  std::string help;             // one line; the default and the range are added
  double minimum = std::numeric_limits<double>::lowest();
  double maximum = std::numeric_limits<double>::max();
  std::string unit = {};                  // of the range, in the help
  std::vector<std::string> choices = {};  // of a string; empty: any
  std::string value_name = {};            // in the help; empty: from the type
  std::string group = {};                 // a heading in the help and the docs
  bool secret = false;                    // never shown
  bool is_json = false;                   // in the `--config` file also an array or object, which arrives as its text
  bool is_list = false;                   // in the `--config` file also an array, which arrives joined with commas
};

// A size in bytes that people write as 16MiB.
struct ByteSize {
  std::int64_t count = 0;
};

class OptionSet {
 public:
  enum class Outcome { run, exit };  // exit: --help, --version or --print-options was answered on stdout

  OptionSet(std::string program, std::string description);

  // A flag that may be given as `--name`, `--name=false`; numbers are checked against the range.
  void add(bool& target, OptionSpec spec);
  void add(std::int64_t& target, OptionSpec spec);
  void add(double& target, OptionSpec spec);
  void add(std::string& target, OptionSpec spec);
  void add(Duration& target, OptionSpec spec);  // the range is in seconds
  void add(ByteSize& target, OptionSpec spec);
  void add(std::optional<std::int64_t>& target, OptionSpec spec);
  void add(std::optional<double>& target, OptionSpec spec);
  void add(std::optional<std::string>& target, OptionSpec spec);
  void add(std::optional<Duration>& target, OptionSpec spec);
  void add(std::vector<std::string>& target, OptionSpec spec);  // repeatable; one from env: comma-separated

  // A key of the `--config` file whose value is a document of its own, e.g. `openai_deployments`.
  void add_document(std::string key, std::string help, std::function<Status(const nlohmann::json&)> read);

  // For a `--config` file that has another form: what it says, in keys of this set.  Called with every such file,
  // before its keys are looked at.  Error: what is wrong with it, by the name of its own key.
  void translate_config(std::function<Result<nlohmann::json>(nlohmann::json)> translate);

  // Arguments without a flag are collected here; without this call they are errors.
  void allow_positional(std::vector<std::string>& target, std::string name, std::string help);

  // Command lines of common cases, one a line, for the help.
  void show_examples(std::string lines) { examples_ = std::move(lines); }

  // Takes back an option that another class added and that this command does not have.
  void remove(std::string_view name) {
    std::erase_if(entries_, [&](const Entry& entry) { return entry.spec.name == name; });
  }

  // Reads all sources.  Error: what to print on stderr before exiting with 2.
  Result<Outcome> parse(int argc, const char* const* argv);

  // After parse(): whether any source gave the option a value.
  bool given(std::string_view name) const {
    return std::any_of(entries_.begin(), entries_.end(),
                       [&](const Entry& entry) { return entry.spec.name == name && entry.given; });
  }

  std::string help() const;
  std::string markdown() const;  // a table per group, for docs/configuration.md

 private:
  struct Entry {
    OptionSpec spec;
    std::string type_name;
    std::string default_text;
    bool is_flag = false;
    bool repeatable = false;
    std::function<Status(std::string_view)> set;
    bool given = false;
  };
  struct Document {
    std::string key;
    std::string help;
    std::function<Status(const nlohmann::json&)> read;
  };
  struct Given {
    std::string text;
    std::string where;  // "--port", "SIMULATOR_PORT", "SIMULATOR_PORT in .env", "port in config.json"
  };

  void add_entry(OptionSpec spec, std::string type_name, std::string default_text,
                 std::function<Status(std::string_view)> set);
  Status apply(Entry& entry, const Given& given);
  Result<Outcome> parse_flags(int argc, const char* const* argv);
  Status parse_environment();
  Status parse_config_file(const std::string& path);
  Status apply_config_value(Entry& entry, const nlohmann::json& value, const std::string& where);

  std::string program_;
  std::string description_;
  std::vector<Entry> entries_;
  std::vector<Document> documents_;
  std::function<Result<nlohmann::json>(nlohmann::json)> translate_;
  std::vector<std::string>* positional_ = nullptr;
  std::string positional_name_;
  std::string positional_help_;
  std::string examples_;
  std::string config_path_;
};

// NAME=value lines of a `.env` file; quotes around a value, `export ` and `#` comments are understood.
// A missing file is an empty list.
Result<std::vector<std::pair<std::string, std::string>>> read_env_file(const std::string& path);

}  // namespace oaisim
