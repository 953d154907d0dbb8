// Clients that do not send, do not read, or go away.
#include "tests/integration/mistreated_server.h"

using namespace oaisim::testing;
using namespace std::chrono_literals;
using nlohmann::json;

TEST_CASE("a client that sends a byte now and then is shut out after --read-timeout while others are served") {
  ServerUnderTest server({"--read-timeout", "1s"});
  for (const std::string& request :
       {std::string("GET /health HTTP/1.1\r\nHost: localhost\r\nX-Slow: yes\r\n\r\n"), chat_request(chat_body())}) {
    auto connection = server.connect();
    std::size_t sent = 0;
    const bool is_shut_out = eventually(
        [&] {
          server.check_serves();
          // Never the last byte: the request stays unfinished however slow this machine is.
          const bool is_open = connection.send(request.substr(sent, 1));
          sent = std::min(sent + 1, request.size() - 1);
          return !is_open || connection.wait_for("\r\n\r\n", 200ms);
        },
        30s);
    CHECK(is_shut_out);
    if (const auto reply = connection.read_reply(true, 1s)) CHECK(reply->status == 408);
    CHECK(connection.is_closed_within(20s));
  }
  server.check_serves_within_memory();
}

TEST_CASE("hundreds of idle connections and unfinished requests do not keep others waiting") {
  ServerUnderTest server({"--read-timeout", "60s"});
  std::vector<std::unique_ptr<RawConnection>> connections;
  for (int i = 0; i < 400; ++i) {
    connections.push_back(std::make_unique<RawConnection>(server.process().port()));
    if (i % 2 == 0) connections.back()->send("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Le");
  }
  server.check_serves_within_memory();
}

TEST_CASE("what a client that leaves has waited for is simulated time, not the simulator's own") {
  const std::string base = "aoai_api_simulator_latency_base_seconds";
  const std::string left = "status_code=\"499\"";
  ServerUnderTest server;
  for (const auto& body : {chat_body(), streamed(chat_body())}) {
    auto connection = server.connect();
    REQUIRE(connection.send(chat_request(body, "x-sim-ttft-ms: 600000\r\n")));
    CHECK_FALSE(connection.wait_for("HTTP/", 1s));
  }
  REQUIRE(eventually([&] { return server.process().metric(base + "_count", left).value_or(0) == 2; }));
  CHECK(server.process().metric(base + "_sum", left).value_or(2) < 0.5);
}

TEST_CASE("a client that stops reading a stream is dropped and holds little memory") {
  ServerUnderTest server({"--write-timeout", "1s"});
  json body = streamed(chat_body(16000));
  body["n"] = 8;
  auto connection = server.connect(4096);
  REQUIRE(connection.send(chat_request(body)));
  REQUIRE(connection.wait_for("200"));
  server.check_serves_within_memory();
  CHECK(server.comes_to("oaisim_in_flight_requests", 0));
  CHECK(connection.is_closed_within(20s));
  server.check_serves_within_memory();
}

TEST_CASE("a client that goes away frees its slot at once") {
  // A second between tokens and one slot: the second request is answered soon only if the first one's is freed.
  ServerUnderTest server;
  const json patch = {
      {"openai_deployments",
       {{"narrow",
         {{"model", "gpt-4o"},
          {"latency", {{"ttft_ms", 0}, {"itl_ms", 600'000}, {"max_concurrency", 1}, {"max_queue", 10}}}}}}}};
  auto client = server.process().client();
  const auto patched = client.Patch("/++/config", patch.dump(), "application/json");
  REQUIRE(patched);
  REQUIRE_MESSAGE(patched->status == 200, patched->body);

  json slow = chat_body(1000);
  slow["model"] = "narrow";
  json quick = chat_body(1);
  quick["model"] = "narrow";
  for (const bool is_stream : {true, false}) {
    for (const bool abruptly : {false, true}) {
      CAPTURE(is_stream);
      CAPTURE(abruptly);
      auto first = server.connect();
      REQUIRE(first.send(chat_request(is_stream ? streamed(slow) : slow)));
      REQUIRE(server.comes_to("oaisim_running_requests", 1));
      auto second = server.connect();
      REQUIRE(second.send(chat_request(quick)));
      REQUIRE(server.comes_to("oaisim_queued_requests", 1));
      server.check_serves();
      first.close(abruptly);
      const auto reply = second.read_reply(true, 20s);
      REQUIRE(reply);
      CHECK(reply->status == 200);
    }
  }
  server.check_serves_within_memory();
}

TEST_CASE("a queued client that goes away leaves the queue") {
  ServerUnderTest server;
  const json patch = {
      {"openai_deployments",
       {{"narrow",
         {{"model", "gpt-4o"}, {"latency", {{"itl_ms", 600'000}, {"max_concurrency", 1}, {"max_queue", 1}}}}}}}};
  const auto patched = server.process().client().Patch("/++/config", patch.dump(), "application/json");
  REQUIRE(patched);
  REQUIRE_MESSAGE(patched->status == 200, patched->body);
  json slow = chat_body(1000);
  slow["model"] = "narrow";
  auto running = server.connect();
  REQUIRE(running.send(chat_request(slow)));
  REQUIRE(server.comes_to("oaisim_running_requests", 1));
  {
    auto queued = server.connect();
    REQUIRE(queued.send(chat_request(slow)));
    REQUIRE(server.comes_to("oaisim_queued_requests", 1));
  }
  CHECK(server.comes_to("oaisim_queued_requests", 0));
  CHECK(server.comes_to("oaisim_running_requests", 1));
  server.check_serves_within_memory();
}
