#include "loadtest/commands/simulator_process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <vector>

#include "common/config/text_values.h"

namespace oaisim::loadtest {
namespace {

constexpr int kPortFile = 3;  // the child's end of the pipe
constexpr std::size_t kLongestPort = 5;
constexpr int kNotExecuted = 127;

// What a program needs of its surroundings; its own settings are none of it.
constexpr std::array kKeptVariables{"PATH",         "HOME",         "LANG",          "TZ",          "LD_LIBRARY_PATH",
                                    "ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"};

Error cannot_start(const std::string& program, const std::string& why) {
  return {ErrorCode::io, "cannot start the simulator '" + program + "': " + why};
}

std::string reason() { return std::strerror(errno); }

// A text array as exec takes it.
class TextArray {
 public:
  explicit TextArray(std::vector<std::string> texts) : texts_(std::move(texts)) {
    for (auto& text : texts_) pointers_.push_back(text.data());
    pointers_.push_back(nullptr);
  }
  TextArray(const TextArray&) = delete;
  TextArray& operator=(const TextArray&) = delete;

  char* const* data() const { return pointers_.data(); }

 private:
  std::vector<std::string> texts_;
  std::vector<char*> pointers_;
};

std::vector<std::string> environment_of(const std::string& key) {
  std::vector<std::string> environment{"SIMULATOR_API_KEY=" + key};
  for (const char* name : kKeptVariables) {
    if (const char* value = std::getenv(name)) environment.push_back(std::string(name) + "=" + value);
  }
  return environment;
}

struct Pipe {
  int read_end = -1;
  int write_end = -1;

  Pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return;
    read_end = ends[0];
    write_end = ends[1];
  }
  ~Pipe() {
    if (read_end >= 0) ::close(read_end);
    close_write_end();
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  void close_write_end() {
    if (write_end >= 0) ::close(std::exchange(write_end, -1));
  }
};

// In the child: only what is safe after fork.
[[noreturn]] void become(const char* program, const TextArray& arguments, const TextArray& environment, int port_file,
                         pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(kNotExecuted);  // it has ended in between
  ::setpgid(0, 0);
  if (port_file == kPortFile) {
    ::fcntl(kPortFile, F_SETFD, 0);
  } else {
    ::dup2(port_file, kPortFile);
  }
  const int nothing = ::open("/dev/null", O_RDONLY);
  ::dup2(nothing, STDIN_FILENO);
  ::dup2(STDERR_FILENO, STDOUT_FILENO);
  if (::chdir("/") == 0) ::execve(program, arguments.data(), environment.data());
  ::_exit(kNotExecuted);
}

// What the child says its port is.  Error: it ended or took too long.
Result<std::string> read_port(int pipe) {
  std::string port;
  while (port.size() <= kLongestPort) {
    pollfd readable{.fd = pipe, .events = POLLIN, .revents = 0};
    const auto limit = std::chrono::milliseconds(SimulatorProcess::kStartLimit).count();
    const int ready = ::poll(&readable, 1, static_cast<int>(limit));
    if (ready < 0 && errno == EINTR) continue;
    if (ready == 0) {
      return Error{ErrorCode::timed_out, "it does not listen after " + format_duration(SimulatorProcess::kStartLimit)};
    }
    char byte = 0;
    if (ready < 0 || ::read(pipe, &byte, 1) != 1) return Error{ErrorCode::io, "it ended before it listened"};
    if (byte == '\n') break;
    port.push_back(byte);
  }
  if (!parse_integer(port)) return Error{ErrorCode::io, "'" + port + "' is no port"};
  return port;
}

}  // namespace

Result<SimulatorProcess> SimulatorProcess::start(const std::string& program, const std::string& key) {
  if (::access(program.c_str(), X_OK) != 0) return cannot_start(program, reason());
  const std::string path = std::filesystem::absolute(program).string();
  const TextArray arguments({path, "--host", "127.0.0.1", "--port", "0", "--port-file",
                             "/dev/fd/" + std::to_string(kPortFile), "--log-level", "warning"});
  const TextArray environment(environment_of(key));
  Pipe pipe;
  if (pipe.read_end < 0) return cannot_start(program, reason());
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid < 0) return cannot_start(program, reason());
  if (pid == 0) become(path.c_str(), arguments, environment, pipe.write_end, parent);
  pipe.close_write_end();
  SimulatorProcess process(pid);
  const auto port = read_port(pipe.read_end);
  if (!port) return cannot_start(program, port.error().message + process.end());
  process.url_ = "http://127.0.0.1:" + *port;
  return process;
}

// A simulator that was made for a test has nothing to save.
std::string SimulatorProcess::end() {
  const pid_t pid = std::exchange(pid_, -1);
  if (pid < 0) return {};
  int status = 0;
  ::kill(pid, SIGKILL);  // no matter where it ends by itself
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? ", with exit code " + std::to_string(WEXITSTATUS(status)) : "";
}

SimulatorProcess::~SimulatorProcess() { end(); }

std::string sibling_simulator() {
  std::error_code ignored;
  return (std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path() / "oaisim").string();
}

}  // namespace oaisim::loadtest
