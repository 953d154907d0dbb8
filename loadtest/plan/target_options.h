// The flags that say where requests go.
//
// Ownership: the OptionSet writes into these options, so they outlive its parse().  Thread safety: none; used while
// starting.
#pragma once

#include "common/config/options.h"
#include "loadtest/plan/target.h"

namespace oaisim::loadtest {

class TargetOptions {
 public:
  explicit TargetOptions(OptionSet& options);
  TargetOptions(const TargetOptions&) = delete;
  TargetOptions& operator=(const TargetOptions&) = delete;

  // `argv`: the command line, which tells a flag from the environment.
  // Error: what is missing or wrong, by the name of its flag.
  Result<Target> plan(int argc, const char* const* argv) const;

 private:
  void add_address(OptionSet& options, const std::string& group);
  void add_access(OptionSet& options, const std::string& group);

  TargetWishes wishes_{.url = {}, .model = {}, .deployment = {}, .api_version = "2024-10-21", .key = {}};
  std::string key_env_;
  std::string key_path_;
};

// The flags of TLS, for every command that has a --url.
void add_tls_options(OptionSet& options, TlsClientSettings& tls, const std::string& group);

}  // namespace oaisim::loadtest
