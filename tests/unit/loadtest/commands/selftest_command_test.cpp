#include <doctest/doctest.h>
#include <signal.h>
#include <unistd.h>

#include <filesystem>

#include "loadtest/commands/simulator_process.h"
#include "tests/support/files.h"
#include "tests/unit/loadtest/commands/command_runs.h"
#include "tests/unit/loadtest/fake_server.h"

using namespace oaisim;
using namespace oaisim::loadtest;

namespace {

CommandRun selftest(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"selftest", "--quiet"});
  return oaisim_load(std::move(arguments));
}

// A program of the shell in a folder of its own.
class Script {
 public:
  explicit Script(const std::string& text) {
    folder_.write("simulator", "#!/bin/sh\n" + text + "\n");
    std::filesystem::permissions(path(), std::filesystem::perms::owner_all);
  }

  std::string path() const { return folder_ / "simulator"; }
  std::string result() const { return read_file(folder_ / "result"); }

 private:
  TemporaryFolder folder_;
};

}  // namespace

TEST_CASE("a program that writes its port is a simulator, and is gone with its owner") {
  const Script script("echo 4711 >&3\nexec sleep 1000");
  pid_t pid = 0;
  {
    const auto process = SimulatorProcess::start(script.path(), "key");
    REQUIRE(process.ok());
    CHECK(process->url() == "http://127.0.0.1:4711");
    pid = process->pid();
    CHECK(::kill(pid, 0) == 0);
  }
  CHECK(::kill(pid, 0) != 0);
}

TEST_CASE("the simulator gets its key and none of the settings around") {
  ::setenv("SIMULATOR_API_KEY", "of somebody else", 1);
  ::setenv("SIMULATOR_PORT", "1", 1);
  const Script script("env > \"$(dirname \"$0\")/result\"; pwd >> \"$(dirname \"$0\")/result\"\necho 4711 >&3");
  const auto process = SimulatorProcess::start(script.path(), "the key");
  ::unsetenv("SIMULATOR_API_KEY");
  ::unsetenv("SIMULATOR_PORT");
  REQUIRE(process.ok());
  CHECK(contains(script.result(), "SIMULATOR_API_KEY=the key\n"));
  CHECK_FALSE(contains(script.result(), "SIMULATOR_PORT"));
  CHECK(contains(script.result(), "\n/\n"));
}

TEST_CASE("a simulator that is not there, cannot be run, or ends at once is an error of the usage that says so") {
  auto outcome = selftest({"--simulator", "/no/such/oaisim"});
  CHECK(outcome.code == kExitUsage);
  CHECK(
      outcome.err ==
      "oaisim-load selftest: cannot start the simulator '/no/such/oaisim': No such file or directory; --simulator PATH "
      "names another program, --url and --key a simulator that runs already\n");

  const Script ends("exit 3");
  outcome = selftest({"--simulator", ends.path()});
  CHECK(outcome.code == kExitUsage);
  CHECK(contains(outcome.err, "it ended before it listened, with exit code 3"));

  const Script babbles("echo hello >&3\nexec sleep 1000");
  CHECK(contains(selftest({"--simulator", babbles.path()}).err, "'hello' is no port"));
  CHECK(contains(selftest({"--simulator", "/"}).err, "it ended before it listened"));
}

TEST_CASE("what is wrong with the flags is found before anything is started") {
  CHECK(contains(selftest({"--simulator", "/x", "--url", "http://127.0.0.1:1"}).err, "exclude each other"));
  CHECK(contains(selftest({"--streams", "1,0"}).err, "--streams: '0' is no number of streams"));
  CHECK(contains(selftest({"--json", "/no/such/folder/file"}).err, "--json: cannot write"));
  CHECK(selftest({"--rounds", "0"}).code == kExitUsage);
}

TEST_CASE("a server that is no simulator is an error of the usage") {
  FakeServer server([](int) { return FakeServer::whole("404 Not Found", "", ""); });
  const auto outcome = selftest({"--url", server.url(), "--key", "k"});
  CHECK(outcome.code == kExitUsage);
  CHECK(contains(outcome.err, "/metrics: status 404; the self-test needs a simulator"));
}
