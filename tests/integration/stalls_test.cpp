// A server that stands still for a moment: the time a request waits for it counts as the request's own.
#include <sys/wait.h>

#include <csignal>

#include "tests/integration/mistreated_server.h"

using namespace oaisim::testing;
using namespace std::chrono_literals;

namespace {

constexpr auto kStall = 300ms;

void suspend(pid_t pid) {
  REQUIRE(::kill(pid, SIGSTOP) == 0);
  siginfo_t info{};
  REQUIRE(::waitid(P_PID, static_cast<id_t>(pid), &info, WSTOPPED) == 0);
}

// What the server says it took for a request that came at the beginning of a stall.
std::int64_t processing_ms(SimulatorProcess& simulator, RawConnection& connection) {
  REQUIRE(connection.send(chat_request(chat_body())));
  CHECK_FALSE(connection.wait_for("HTTP/", kStall));
  REQUIRE(::kill(simulator.pid(), SIGCONT) == 0);
  const auto reply = connection.read_reply();
  REQUIRE(reply);
  REQUIRE(reply->status == 200);
  return std::stoll(reply->headers.at("openai-processing-ms"));
}

}  // namespace

TEST_CASE("a request's time counts from its arrival, not from when the server got round to reading it") {
  ServerUnderTest server;
  SimulatorProcess& simulator = server.process();

  RawConnection kept_alive = server.connect();
  REQUIRE(kept_alive.send(chat_request(chat_body())));
  REQUIRE(kept_alive.read_reply());
  suspend(simulator.pid());
  CHECK(processing_ms(simulator, kept_alive) >= kStall.count());

  suspend(simulator.pid());
  RawConnection not_yet_accepted = server.connect();
  CHECK(processing_ms(simulator, not_yet_accepted) >= kStall.count());
}

TEST_CASE("a pipelined request begins when the reply before it has been sent") {
  ServerUnderTest server;
  RawConnection connection = server.connect();
  const std::string slow = chat_request(chat_body(), "x-sim-ttft-ms: 1000\r\n");
  REQUIRE(connection.send(slow + chat_request(chat_body())));
  const auto first = connection.read_reply();
  const auto second = connection.read_reply();
  REQUIRE(first);
  REQUIRE(second);
  CHECK(std::stoll(first->headers.at("openai-processing-ms")) >= 1000);
  CHECK(std::stoll(second->headers.at("openai-processing-ms")) < 1000);
}
