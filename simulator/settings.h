// The simulator's options: every one declared once, here.
//
// Thread safety: plain values; read while starting.
#pragma once

#include <string>
#include <vector>

#include "common/config/options.h"
#include "common/http/server.h"
#include "simulator/admin/config.h"

namespace oaisim {

struct Settings {
  HttpServerOptions http;
  std::vector<std::string> api_keys;
  double time_scale = 1.0;
  std::uint64_t seed = 0;
  bool seed_given = false;
  std::string log_level = "info";
  std::string port_file;
  std::uint64_t max_stored_bytes = 0;  // of each kind of objects that clients may ask for again
  std::string tls_certificate_out;
  Config config;

  // Reads flags, environment, .env and the --config file.  Outcome exit: help or the version was printed.
  // Error: what to print before exiting with 2.
  static Result<OptionSet::Outcome> read(int argc, const char* const* argv, Settings& settings);
};

}  // namespace oaisim
