#include "simulator/settings.h"

#include <array>
#include <fstream>

namespace oaisim {
namespace {

using nlohmann::json;

// Option targets whose values need a second step before they are settings.
struct Raw {
  std::int64_t port = 8000;
  std::int64_t threads = 0;
  std::int64_t max_connections = 65536;
  ByteSize max_header{64 * 1024};
  ByteSize max_body{50 * 1024 * 1024};
  ByteSize max_buffered{512 * 1024 * 1024};
  ByteSize max_stored{256 * 1024 * 1024};
  std::optional<std::int64_t> seed;
  std::string mode = "generate";
  bool allow_undefined = true;
  std::string deployments_path;
  std::array<std::optional<double>, 2 * kLatencyKinds> latencies;
  json documents = json::object();  // of the --config file
};

constexpr double kDay = 86400;

void declare_server(OptionSet& options, Settings& settings, Raw& raw) {
  options.add(raw.port, {.name = "port",
                         .env = "SIMULATOR_PORT",
                         .help = "TCP port to listen on; 0: any free one",
                         .minimum = 0,
                         .maximum = 65535,
                         .group = "Server"});
  options.add(settings.http.host, {.name = "host",
                                   .env = "SIMULATOR_HOST",
                                   .help = "Address to listen on",
                                   .value_name = "ADDRESS",
                                   .group = "Server"});
  options.add(settings.port_file, {.name = "port-file",
                                   .help = "File to write the port to once it is listened on",
                                   .value_name = "FILE",
                                   .group = "Server"});
  options.add(raw.threads, {.name = "threads",
                            .env = "SIMULATOR_THREADS",
                            .help = "Threads that serve; 0: one per core",
                            .minimum = 0,
                            .maximum = 256,
                            .group = "Server"});
  options.add(settings.log_level, {.name = "log-level",
                                   .env = "LOG_LEVEL",
                                   .help = "trace, debug, info, warning, error, critical or off",
                                   .value_name = "LEVEL",
                                   .group = "Server"});
  options.add(settings.api_keys,
              {.name = "api-key",
               .env = "SIMULATOR_API_KEY",
               .help = "Key that clients must send, repeatable (comma-separated in the environment); "
                       "none: one is made and logged",
               .value_name = "KEY",
               .group = "Server",
               .secret = true});
}

void declare_tls(OptionSet& options, Settings& settings) {
  options.add(settings.http.tls.certificate_path,
              {.name = "tls-cert",
               .env = "SIMULATOR_TLS_CERT",
               .help = "Speak TLS with this certificate, PEM, followed by those that issued it; needs --tls-key",
               .value_name = "FILE",
               .group = "TLS"});
  options.add(settings.http.tls.key_path, {.name = "tls-key",
                                           .env = "SIMULATOR_TLS_KEY",
                                           .help = "The certificate's private key, PEM, not encrypted",
                                           .value_name = "FILE",
                                           .group = "TLS"});
  options.add(settings.http.tls.self_signed,
              {.name = "tls-self-signed",
               .env = "SIMULATOR_TLS_SELF_SIGNED",
               .help = "Speak TLS with a certificate that is made at the start, for localhost, 127.0.0.1, ::1 and "
                       "--host, valid for 30 days",
               .group = "TLS"});
  options.add(settings.tls_certificate_out,
              {.name = "tls-cert-out",
               .env = "SIMULATOR_TLS_CERT_OUT",
               .help = "File to write that certificate to, for clients that shall trust it; written before --port-file",
               .value_name = "FILE",
               .group = "TLS"});
}

void declare_bounds(OptionSet& options, Settings& settings, Raw& raw) {
  options.add(raw.max_body, {.name = "max-body-bytes",
                             .help = "Largest request body (413 above)",
                             .minimum = 1024,
                             .maximum = 4e9,
                             .group = "Bounds"});
  options.add(raw.max_header, {.name = "max-header-bytes",
                               .help = "Largest request line and headers (431 above)",
                               .minimum = 1024,
                               .maximum = 16e6,
                               .group = "Bounds"});
  options.add(raw.max_buffered, {.name = "max-buffered-bytes",
                                 .help = "Bodies held at once by all connections (503 above)",
                                 .minimum = 65536,
                                 .maximum = 1e12,
                                 .group = "Bounds"});
  options.add(raw.max_stored, {.name = "max-stored-bytes",
                               .help = "Kept of each kind of objects that may be asked for again: responses, chat "
                                       "completions, files, ...; above, the oldest are dropped",
                               .minimum = 65536,
                               .maximum = 1e12,
                               .group = "Bounds"});
  options.add(raw.max_connections, {.name = "max-connections",
                                    .help = "Open connections; more are closed at once",
                                    .minimum = 1,
                                    .maximum = 1e6,
                                    .group = "Bounds"});
  options.add(settings.http.read_timeout, {.name = "read-timeout",
                                           .help = "From a request's first byte to its last (408 after)",
                                           .minimum = 0.1,
                                           .maximum = kDay,
                                           .group = "Bounds"});
  options.add(settings.http.write_timeout, {.name = "write-timeout",
                                            .help = "For a client to take what was sent to it",
                                            .minimum = 0.1,
                                            .maximum = kDay,
                                            .group = "Bounds"});
  options.add(settings.http.keep_alive_timeout, {.name = "keep-alive-timeout",
                                                 .help = "Between two requests of a connection",
                                                 .minimum = 0.1,
                                                 .maximum = kDay,
                                                 .group = "Bounds"});
  options.add(settings.http.shutdown_timeout, {.name = "shutdown-timeout",
                                               .help = "For replies under way when the simulator is stopped",
                                               .minimum = 0,
                                               .maximum = kDay,
                                               .group = "Bounds"});
}

void declare_simulation(OptionSet& options, Settings& settings, Raw& raw) {
  options.add(raw.mode, {.name = "mode",
                         .env = "SIMULATOR_MODE",
                         .help = "What to answer with",
                         .choices = {"generate"},
                         .group = "Simulation"});
  options.add(raw.deployments_path,
              {.name = "deployments",
               .env = "OPENAI_DEPLOYMENT_CONFIG_PATH",
               .help = "JSON file of deployments: {\"name\": {\"model\", \"tokensPerMinute\", ...}}",
               .value_name = "FILE",
               .group = "Simulation"});
  options.add(raw.allow_undefined, {.name = "allow-undefined-deployments",
                                    .env = "ALLOW_UNDEFINED_OPENAI_DEPLOYMENTS",
                                    .help = "Answer for deployments that are not defined; false: 404",
                                    .group = "Simulation"});
  options.add(settings.time_scale, {.name = "time-scale",
                                    .env = "SIMULATOR_TIME_SCALE",
                                    .help = "How many times faster than real time simulated time runs",
                                    .minimum = 0.001,
                                    .maximum = 100000,
                                    .group = "Simulation"});
  options.add(raw.seed,
              {.name = "seed",
               .env = "SIMULATOR_SEED",
               .help = "Seed of texts and latencies; the same seed and requests in the same order give the same "
                       "replies (default: random)",
               .group = "Simulation"});
}

void declare_latencies(OptionSet& options, Raw& raw) {
  struct Names {
    const char* flag;
    const char* env;
    const char* unit;
    const char* mean;
    const char* deviation;
  };
  static constexpr Names kOperations[kLatencyKinds] = {
      {"chat-completions", "CHAT_COMPLETIONS", "ms per completion token", "19", "6"},
      {"completions", "COMPLETIONS", "ms per completion token", "15", "2"},
      {"embeddings", "EMBEDDINGS", "ms per request", "100", "30"},
      {"translations", "TRANSLATIONS", "ms per MB, of transcriptions too", "15000", "0.5"},
      {"speech", "SPEECH", "ms per second of audio", "60", "10"},
      {"images", "IMAGES", "ms per image", "12000", "2000"},
      {"moderations", "MODERATIONS", "ms per request", "100", "30"},
  };
  const auto help = [](const char* what, const char* unit, const char* standard) {
    return std::string(what) + ", " + unit + " (default " + standard + ")";
  };
  for (std::size_t i = 0; i < kLatencyKinds; ++i) {
    const Names& names = kOperations[i];
    const std::string flag = std::string("latency-") + names.flag;
    const std::string env = std::string("LATENCY_OPENAI_") + names.env;
    options.add(raw.latencies[2 * i], {.name = flag + "-mean",
                                       .env = env + "_MEAN",
                                       .help = help("Mean latency", names.unit, names.mean),
                                       .minimum = 0,
                                       .maximum = 3.6e6,
                                       .group = "Latency"});
    options.add(raw.latencies[2 * i + 1], {.name = flag + "-std-dev",
                                           .env = env + "_STD_DEV",
                                           .help = help("Standard deviation of it", names.unit, names.deviation),
                                           .minimum = 0,
                                           .maximum = 3.6e6,
                                           .group = "Latency"});
  }
}

void declare_documents(OptionSet& options, Raw& raw) {
  const auto keep = [&raw](const char* key) {
    return [&raw, key](const json& value) -> Status {
      raw.documents[key] = value;
      return success();
    };
  };
  options.add_document("openai_deployments", "Deployments by name: model, limits, latency, length of replies",
                       keep("openai_deployments"));
  options.add_document("latency", "Mean latencies of the operations, as GET /++/config shows them", keep("latency"));
  options.add_document("latency_profiles", "Named latency profiles; `default` is that of all deployments without one",
                       keep("latency_profiles"));
  options.add_document("output_tokens",
                       "Distribution of the length of replies without a maximum (default normal 128, 32)",
                       keep("output_tokens"));
  options.add_document("tool_call_probability",
                       "How often a model that may call a tool does so, 0 to 1 (default 1); also of a deployment",
                       keep("tool_call_probability"));
}

Status take(Config& config, const json& patch, const std::string& where) {
  auto changed = Config::patched(config, patch);
  if (!changed) return Error{changed.error().code, where + ": " + changed.error().message};
  config = std::move(*changed);
  return success();
}

Status read_deployments_file(const std::string& path, Config& config) {
  const std::string where = "OPENAI_DEPLOYMENT_CONFIG_PATH '" + path + "'";
  std::ifstream file(path);
  if (!file) return Error{ErrorCode::io, where + ": cannot be read"};
  const json document = json::parse(file, nullptr, false, true);
  if (!document.is_object()) return invalid(where + ": expected a JSON object of deployments by name");
  return take(config, {{"openai_deployments", document}}, where);
}

Status check_tls(const TlsSettings& tls, const std::string& certificate_out) {
  const bool has_certificate = !tls.certificate_path.empty();
  const bool has_key = !tls.key_path.empty();
  if (tls.self_signed && (has_certificate || has_key)) {
    return invalid(
        "--tls-self-signed: makes a certificate of its own; give it, or --tls-cert with --tls-key, not both");
  }
  if (has_certificate != has_key) {
    return invalid(has_certificate ? "--tls-cert: needs its private key; give --tls-key, too"
                                   : "--tls-key: is the key of a certificate; give --tls-cert, too");
  }
  if (!certificate_out.empty() && !tls.self_signed) {
    return invalid("--tls-cert-out: writes the certificate that --tls-self-signed makes; give that, too");
  }
  return success();
}

void apply_latencies(const Raw& raw, OperationLatencies& latency) {
  MeanLatency* const targets[kLatencyKinds] = {&latency.chat_completions, &latency.completions, &latency.embeddings,
                                               &latency.translations,     &latency.speech,      &latency.images,
                                               &latency.moderations};
  for (std::size_t i = 0; i < kLatencyKinds; ++i) {
    targets[i]->mean = raw.latencies[2 * i].value_or(targets[i]->mean);
    targets[i]->std_dev = raw.latencies[2 * i + 1].value_or(targets[i]->std_dev);
  }
}

}  // namespace

Result<OptionSet::Outcome> Settings::read(int argc, const char* const* argv, Settings& settings) {
  Raw raw;
  OptionSet options("oaisim", "Simulates the OpenAI and Azure OpenAI APIs.");
  declare_server(options, settings, raw);
  declare_tls(options, settings);
  declare_simulation(options, settings, raw);
  declare_latencies(options, raw);
  declare_bounds(options, settings, raw);
  declare_documents(options, raw);
  auto outcome = options.parse(argc, argv);
  if (!outcome || *outcome == OptionSet::Outcome::exit) return outcome;

  if (auto status = check_tls(settings.http.tls, settings.tls_certificate_out); !status) return status.error();
  settings.http.port = static_cast<std::uint16_t>(raw.port);
  settings.http.threads = static_cast<std::size_t>(raw.threads);
  settings.http.max_connections = static_cast<std::size_t>(raw.max_connections);
  settings.http.max_header_bytes = static_cast<std::uint32_t>(raw.max_header.count);
  settings.http.max_body_bytes = static_cast<std::uint64_t>(raw.max_body.count);
  settings.http.max_buffered_bytes = static_cast<std::uint64_t>(raw.max_buffered.count);
  settings.max_stored_bytes = static_cast<std::uint64_t>(raw.max_stored.count);
  settings.seed_given = raw.seed.has_value();
  settings.seed = static_cast<std::uint64_t>(raw.seed.value_or(0));

  settings.config.simulator_mode = raw.mode;
  settings.config.allow_undefined_openai_deployments = raw.allow_undefined;
  if (auto status = take(settings.config, raw.documents, "--config"); !status) return status.error();
  if (!raw.deployments_path.empty()) {
    if (auto status = read_deployments_file(raw.deployments_path, settings.config); !status) return status.error();
  }
  apply_latencies(raw, settings.config.latency);
  return outcome;
}

}  // namespace oaisim
