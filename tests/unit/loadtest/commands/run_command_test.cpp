#include <doctest/doctest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

#include "tests/support/files.h"
#include "tests/unit/loadtest/commands/command_runs.h"
#include "tests/unit/loadtest/engine/engine_runs.h"
#include "tests/unit/loadtest/store/test_stores.h"

using namespace oaisim;
using namespace oaisim::loadtest;
using namespace std::chrono_literals;

namespace {

// A run against the address, and the rest of its arguments.
CommandRun run_at(const std::string& url, const std::vector<std::string>& rest) {
  std::vector<std::string> arguments{"run", "--url", url, "--model", "m", "--key", "k", "--quiet"};
  arguments.insert(arguments.end(), rest.begin(), rest.end());
  return oaisim_load(arguments);
}

FakeServer::Reply refuses_the_key(int) {
  return FakeServer::whole("401 Unauthorized", kJsonType, R"({"error":{"message":"Incorrect API key"}})");
}

// A port that nobody listens on.
std::string refused_url() {
  asio::io_context io;
  const tcp::acceptor taken(io, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
  return "http://127.0.0.1:" + std::to_string(taken.local_endpoint().port());
}

}  // namespace

TEST_CASE("a run of which nothing succeeded is exit code 1, and says loudly why") {
  FakeServer server(refuses_the_key);
  const auto unauthorized = run_at(server.url(), {"--requests", "3"});
  CHECK(unauthorized.code == 1);
  CHECK(contains(unauthorized.err, "oaisim-load: INVALID: no request succeeded"));
  CHECK(contains(unauthorized.err, "401: Incorrect API key"));
  const auto refused = run_at(refused_url(), {"--requests", "3"});
  CHECK(refused.code == 1);
  CHECK(contains(refused.err, "Connection refused"));
}

TEST_CASE("a run in which the client was the limit fails only what it is judged by") {
  FakeServer server([](int) { return good_reply_after(100ms); });  // one connection cannot do 50 requests/s
  const std::vector<std::string> load{"--rate", "50", "--max-connections", "1", "--duration", "500ms"};
  const auto run = run_at(server.url(), load);
  CHECK(run.code == 0);
  CHECK(contains(run.err, "oaisim-load: INVALID: "));
  CHECK(contains(run.err, "; the figures are the client's and not the server's\n"));
  auto judged = load;
  judged.insert(judged.end(), {"--fail-if", "error_rate>99%"});
  CHECK(run_at(server.url(), judged).code == 1);
}

TEST_CASE("a run that cannot begin is exit code 2, and leaves no file of its own") {
  const TemporaryFolder folder;
  std::ofstream(folder / "before.md") << "kept";
  const auto refused =
      run_at("http://no-such-host.invalid",
             {"--json", folder / "new.json", "--markdown", folder / "before.md", "--report-dir", folder / "reports"});
  CHECK(refused.code == 2);
  CHECK(contains(refused.err, "no-such-host.invalid"));
  CHECK_FALSE(std::filesystem::exists(folder / "new.json"));
  CHECK_FALSE(std::filesystem::exists(folder / "reports"));
  CHECK(read_file(folder / "before.md") == "kept");
}

TEST_CASE("one report that cannot be written takes no other with it") {
  FakeServer server(good_reply);
  const TemporaryFolder folder;
  const auto done =
      run_at(server.url(), {"--requests", "2", "--json", "/dev/full", "--html", folder / "a.html", "--markdown",
                            folder / "a.md", "--junit", folder / "a.xml", "--hgrm", "/dev/full"});
  CHECK(done.code == 2);
  CHECK(contains(done.err, "--json: cannot write '/dev/full': No space left on device"));
  CHECK(contains(done.err, "--hgrm: cannot write '/dev/full': No space left on device"));
  CHECK(contains(read_file(folder / "a.html"), "</html>"));
  CHECK(contains(read_file(folder / "a.md"), "E2E"));
  CHECK(contains(read_file(folder / "a.xml"), "</testsuites>"));
}

TEST_CASE("a run that cannot be stored says which command brings it there, without the password") {
  FakeServer server(good_reply);
  const TemporaryFolder folder;
  ::setenv("XDG_DATA_HOME", folder.path().c_str(), 1);
  const auto done = run_at(server.url(), {"--requests", "2", "--store", "postgres://u:secret@127.0.0.1:1/d"});
  ::unsetenv("XDG_DATA_HOME");
  CHECK(done.code == 0);
  CHECK(contains(done.err, "the run and its requests wait in " + folder.path()));
  CHECK(
      contains(done.err, "oaisim-load results sync --store 'postgres://u:***@127.0.0.1:1/d', with the password in it"));
  CHECK_FALSE(contains(done.err, "secret"));
}
