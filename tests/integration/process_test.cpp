// The program as a process: how it starts, refuses to start, and ends.
#include "tests/integration/mistreated_server.h"
#include "tests/support/files.h"

using namespace oaisim;
using namespace oaisim::testing;
using namespace std::chrono_literals;

namespace {

// What the program says when it does not start.
std::string refusal(const std::vector<std::string>& flags, const std::map<std::string, std::string>& environment = {}) {
  try {
    SimulatorProcess process(flags, environment);
    return "it started";
  } catch (const std::runtime_error& error) {
    return error.what();
  }
}

}  // namespace

TEST_CASE("it serves until it is told to end, and then ends with 0") {
  SimulatorProcess simulator;
  const auto reply = simulator.client().Get("/health");
  REQUIRE(reply);
  CHECK(reply->status == 200);
  CHECK(simulator.stop() == 0);
}

TEST_CASE("it ends soon although a stream is under way") {
  SimulatorProcess simulator({"--shutdown-timeout", "1s"}, {{"LATENCY_OPENAI_CHAT_COMPLETIONS_MEAN", "1000"}});
  RawConnection connection(simulator.port());
  auto body = chat_body(1000);
  body["stream"] = true;
  REQUIRE(connection.send(chat_request(body)));
  REQUIRE(connection.wait_for("data:"));
  CHECK(simulator.stop() == 0);
  CHECK(connection.is_closed_within(10s));
}

TEST_CASE("told to end while replies wait, it ends when they have been sent") {
  for (const bool stream : {false, true}) {
    SimulatorProcess simulator({"--shutdown-timeout", "60s"});
    RawConnection connection(simulator.port());
    auto body = chat_body(5);
    body["stream"] = stream;
    REQUIRE(connection.send(chat_request(body, "x-sim-ttft-ms: 500\r\nx-sim-itl-ms: 0\r\n")));
    REQUIRE(eventually([&] { return simulator.metric("oaisim_in_flight_requests").value_or(0) >= 1; }));
    CHECK(simulator.stop() == 0);  // kills it, which is no 0, long before 60 s
    const auto reply = connection.read_reply();
    REQUIRE(reply);
    CHECK(reply->is_complete);
  }
}

TEST_CASE(
    "a port that is taken, a bad flag, a bad value and a bad file stop the start with a message that names them") {
  SimulatorProcess simulator;
  const std::string port = std::to_string(simulator.port());
  CHECK(contains(refusal({"--port", port}), port));
  CHECK(contains(refusal({"--no-such-flag"}), "no-such-flag"));
  CHECK(contains(refusal({"--time-scale", "-1"}), "--time-scale"));
  CHECK(contains(refusal({"--log-level", "loud"}), "loud"));
  CHECK(contains(refusal({}, {{"LATENCY_OPENAI_CHAT_COMPLETIONS_MEAN", "slow"}}),
                 "LATENCY_OPENAI_CHAT_COMPLETIONS_MEAN"));
  CHECK(contains(refusal({}, {{"OPENAI_DEPLOYMENT_CONFIG_PATH", "/no/such/file.json"}}), "/no/such/file.json"));
  const auto bad = temporary_file(R"({"a": {"model": "gpt-4o", "tokensPerHour": 1}})", "deployments.json");
  CHECK(contains(refusal({}, {{"OPENAI_DEPLOYMENT_CONFIG_PATH", bad}}), "tokensPerHour"));
}

TEST_CASE("options of TLS that do not fit together, and files that cannot be used, stop the start and say what to do") {
  const auto cert = temporary_file("not a certificate", "cert.pem");
  CHECK(contains(refusal({"--tls-cert", cert}), "--tls-cert: needs its private key; give --tls-key, too"));
  CHECK(contains(refusal({"--tls-key", cert}), "--tls-key: is the key of a certificate; give --tls-cert, too"));
  CHECK(contains(refusal({}, {{"SIMULATOR_TLS_KEY", cert}}), "give --tls-cert, too"));
  const std::string both_ways = "--tls-self-signed: makes a certificate of its own";
  CHECK(contains(refusal({"--tls-self-signed", "--tls-cert", cert, "--tls-key", cert}), both_ways));
  CHECK(contains(refusal({"--tls-cert", cert}, {{"SIMULATOR_TLS_SELF_SIGNED", "true"}}), both_ways));
  CHECK(contains(refusal({"--tls-cert-out", cert}), "--tls-cert-out: writes the certificate that --tls-self-signed"));
  CHECK(contains(refusal({"--tls-self-signed", "--tls-cert-out", "/no/such/folder/cert.pem"}),
                 "--tls-cert-out: cannot write '/no/such/folder/cert.pem'"));
  CHECK(contains(refusal({"--tls-cert", cert, "--tls-key", "/no/such/key.pem"}), "has no certificate in PEM form"));
  CHECK(contains(refusal({"--tls-cert", "/no/such/cert.pem", "--tls-key", cert}),
                 "--tls-cert '/no/such/cert.pem': cannot be read"));
}

TEST_CASE("without a key one is made, logged, and needed") {
  SimulatorProcess simulator({}, {{"SIMULATOR_API_KEY", ""}});
  const std::string log = simulator.log();
  CHECK_MESSAGE(contains(log, "key"), log);
  httplib::Client client("127.0.0.1", simulator.port());
  const auto refused = client.Post("/v1/chat/completions", chat_body().dump(), "application/json");
  REQUIRE(refused);
  CHECK(refused->status == 401);
}

TEST_CASE("a key that was given is never logged") {
  SimulatorProcess simulator({"--log-level", "trace"}, {{"SIMULATOR_API_KEY", "a-very-secret-key"}});
  httplib::Client client("127.0.0.1", simulator.port());
  client.Post("/v1/chat/completions", {{"api-key", "a-very-secret-key"}}, chat_body().dump(), "application/json");
  client.Post("/v1/chat/completions", {{"api-key", "another-secret"}}, chat_body().dump(), "application/json");
  simulator.stop();
  CHECK_FALSE(contains(simulator.log(), "secret"));
}

TEST_CASE("the deployments of the example are read, and undefined ones may be refused") {
  SimulatorProcess simulator(
      {}, {{"OPENAI_DEPLOYMENT_CONFIG_PATH", OAISIM_SOURCE_DIR "/examples/openai_deployment_config.json"},
           {"ALLOW_UNDEFINED_OPENAI_DEPLOYMENTS", "false"},
           {"LATENCY_OPENAI_CHAT_COMPLETIONS_MEAN", "0"}});
  auto client = simulator.client();
  const auto status_of = [&](const std::string& deployment) {
    const auto reply = client.Post("/openai/deployments/" + deployment + "/chat/completions?api-version=2024-10-21",
                                   chat_body().dump(), "application/json");
    REQUIRE(reply);
    return reply->status;
  };
  CHECK(status_of("gpt-35-turbo-10k-token") == 200);
  CHECK(status_of("gpt-4o") == 200);
  CHECK(status_of("no-such-deployment") == 404);
}
