#include "tests/support/simulator_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>
#include <stdexcept>

#include "common/base/clock.h"

extern char** environ;

namespace oaisim::testing {
namespace {

// The server to start; ctest names it.
std::string program() {
  const char* path = std::getenv("OAISIM_PROGRAM");
  if (path == nullptr) throw std::runtime_error("set OAISIM_PROGRAM to the path of the built program oaisim");
  return std::filesystem::absolute(path).string();
}

// The caller's environment without what the simulator would take for settings, and with the given.
std::vector<std::string> child_environment(const std::map<std::string, std::string>& given) {
  std::vector<std::string> variables;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    bool is_setting = false;
    for (const char* prefix :
         {"SIMULATOR_", "OPENAI_", "AZURE_", "LATENCY_", "RECORDING_", "ALLOW_", "EXTENSION_", "LOG_LEVEL"}) {
      is_setting = is_setting || text.starts_with(prefix);
    }
    if (!is_setting) variables.emplace_back(text);
  }
  if (given.count("SIMULATOR_API_KEY") == 0) variables.push_back(std::string("SIMULATOR_API_KEY=") + kTestKey);
  for (const auto& [name, value] : given) variables.push_back(name + "=" + value);
  return variables;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (auto& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

}  // namespace

namespace detail {

Duration monotonic_time() {
  static const SystemClock clock;
  return clock.now().time_since_epoch();
}

void pause_briefly() { ::poll(nullptr, 0, 5); }

}  // namespace detail

SimulatorProcess::SimulatorProcess(const std::vector<std::string>& flags,
                                   const std::map<std::string, std::string>& environment)
    : speaks_tls_(
          std::any_of(flags.begin(), flags.end(), [](const auto& flag) { return flag.starts_with("--tls-"); })) {
  start(flags, environment);
  try {
    wait_for_port();
  } catch (...) {
    stop();
    throw;
  }
}

SimulatorProcess::~SimulatorProcess() { stop(); }

void SimulatorProcess::start(const std::vector<std::string>& flags,
                             const std::map<std::string, std::string>& environment) {
  std::vector<std::string> arguments = {program(), "--port", "0", "--port-file", folder_ / "port"};
  arguments.insert(arguments.end(), flags.begin(), flags.end());
  auto variables = child_environment(environment);
  auto argument_pointers = pointers(arguments);
  auto variable_pointers = pointers(variables);
  const std::string log_path = folder_ / "log";
  const pid_t parent = getpid();

  pid_ = fork();
  if (pid_ < 0) throw std::runtime_error("cannot fork");
  if (pid_ > 0) return;
  // In the child: only what is safe after fork.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(127);
  const int log = open(log_path.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  const int nothing = open("/dev/null", O_RDONLY);
  if (log < 0 || nothing < 0 || chdir(folder_.path().c_str()) != 0) _exit(127);
  dup2(nothing, STDIN_FILENO);
  dup2(log, STDOUT_FILENO);
  dup2(log, STDERR_FILENO);
  execve(argument_pointers[0], argument_pointers.data(), variable_pointers.data());
  _exit(127);
}

bool SimulatorProcess::has_ended() {
  int status = 0;
  if (pid_ <= 0 || waitpid(pid_, &status, WNOHANG) == 0) return pid_ <= 0;
  exit_status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  pid_ = -1;
  return true;
}

void SimulatorProcess::wait_for_port() {
  bool ended = false;
  eventually(
      [&] {
        std::istringstream(read_file(folder_ / "port")) >> port_;
        ended = has_ended();
        return port_ != 0 || ended;
      },
      kStartLimit);
  if (port_ == 0 || ended) {
    throw std::runtime_error(program() + (ended ? " ended" : " did not listen") + ":\n" + log());
  }
}

httplib::Client SimulatorProcess::client() const {
  httplib::Client client((speaks_tls_ ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(port_));
  client.enable_server_certificate_verification(false);
  client.set_connection_timeout(std::chrono::seconds(20));
  client.set_read_timeout(std::chrono::seconds(60));
  client.set_write_timeout(std::chrono::seconds(60));
  client.set_default_headers({{"Authorization", std::string("Bearer ") + kTestKey}});
  return client;
}

std::optional<double> SimulatorProcess::metric(const std::string& name, const std::string& label) const {
  const auto reply = client().Get("/metrics");
  if (!reply || reply->status != 200) return {};
  std::optional<double> sum;
  std::istringstream lines(reply->body);
  for (std::string line; std::getline(lines, line);) {
    const bool is_sample = line.starts_with(name + "{") || line.starts_with(name + " ");
    if (!is_sample || line.find(label) == std::string::npos) continue;
    sum = sum.value_or(0) + std::stod(line.substr(line.rfind(' ') + 1));
  }
  return sum;
}

std::int64_t SimulatorProcess::resident_bytes() const {
  std::istringstream lines(read_file("/proc/" + std::to_string(pid_) + "/status"));
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("VmRSS:")) return std::stoll(line.substr(6)) * 1024;
  }
  return 0;
}

std::string SimulatorProcess::log() const { return read_file(folder_ / "log"); }

int SimulatorProcess::stop() {
  if (pid_ <= 0 || has_ended()) return exit_status_;
  kill(pid_, SIGTERM);
  if (!eventually([this] { return has_ended(); }, kStopLimit)) {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    pid_ = -1;
    exit_status_ = -1;
  }
  return exit_status_;
}

}  // namespace oaisim::testing
