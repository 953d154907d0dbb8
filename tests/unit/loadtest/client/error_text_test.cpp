// Each way a request can fail is told in words, with what to do, and without the key.
#include "loadtest/client/error_text.h"

#include <doctest/doctest.h>

#include "loadtest/engine/engine.h"
#include "loadtest/results/error_sample.h"
#include "tests/support/files.h"
#include "tests/unit/loadtest/fake_server.h"

using namespace oaisim;
using namespace oaisim::loadtest;
using namespace std::chrono_literals;
using Reply = FakeServer::Reply;

namespace {

const std::string kKey = "sk-very-secret";
const std::string kJson = "Content-Type: application/json\r\n";
const std::string kStreamHead = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";

std::string error_of(const std::string& url, bool stream = false) {
  RunPlan plan;
  plan.target = *make_target({.url = url, .model = "m", .deployment = "", .api_version = "", .key = kKey});
  plan.load.requests = 1;
  plan.request.stream = stream;
  plan.timeouts.first_byte = 150ms;
  plan.timeouts.whole = 300ms;
  const SystemClock clock;
  const auto result = Engine(plan, clock).run({});
  REQUIRE(result.ok());
  REQUIRE(result->errors.size() == 1);
  const ErrorSample& error = result->errors.front();
  CHECK(error.text.size() <= ErrorSamples::kMaxTextBytes);
  CHECK(error.text.find("very-secret") == std::string::npos);
  return error.text;
}

std::string error_of(const Reply& reply, bool stream = false) {
  FakeServer server([&](int) { return reply; });
  return error_of(server.url(), stream);
}

}  // namespace

TEST_CASE("a status comes with the server's message and a hint") {
  const std::string said = R"({"error":{"message":"Incorrect API key provided: )" + kKey + R"("}})";
  const auto denied = error_of(FakeServer::whole("401 Unauthorized", kJson, said));
  CHECK(contains(denied, "401: Incorrect API key provided: ***; is the key right?"));
  CHECK(contains(denied, "--key-file"));
  CHECK(contains(error_of(FakeServer::whole("404 Not Found", "", "nope\n")), "404: 'nope '; are --url, --api"));
  CHECK(error_of(FakeServer::whole("500 Oops", "", "")) == "500");
  const auto forbidden = error_of(FakeServer::whole("403 No", kJson, R"({"message":"not this model"})"));
  CHECK(contains(forbidden, "403: not this model; may the key that was sent do this with this model? --debug shows"));
  CHECK(contains(error_of(FakeServer::whole("429 Slow", kJson, R"({"message":"later"})")),
                 "429: later; --max-rpm, --max-tpm or a lower load keep within a limit, --retry sends again"));
  CHECK(contains(error_of(FakeServer::whole("503 Busy", kJson, R"({"message":"later"})")), "503: later"));
  CHECK(contains(error_of(FakeServer::whole("302 Found", "Location: https://x/y\r\n", "")),
                 "a redirect to 'https://x/y'"));
}

TEST_CASE("a long message is cut where a character ends, and a key is gone before the cut") {
  std::string text;
  for (int i = 0; i < 200; ++i) text += "é";
  const auto cut = error_of(FakeServer::whole("401 No", kJson, R"({"error":{"message":")" + text + R"("}})"));
  CHECK(contains(cut, "é...; is the key right?"));
  const auto quoted = error_of(FakeServer::whole("400 No", "", std::string(112, 'x') + kKey + "yyyy"));
  CHECK(contains(quoted, "***"));
}

TEST_CASE("what is no reply of the API says what came instead") {
  CHECK(contains(error_of(Reply{.pieces = {"garbage\r\n\r\n"}}), "not HTTP/1.1; does the server expect https://?"));
  CHECK(contains(error_of(FakeServer::whole("200 OK", "", "<html>hi</html>")),
                 "the reply is no chat completion: '<html>hi</html>'; are --url and --api right?"));
  CHECK(contains(error_of(FakeServer::whole("200 OK", kJson, "")), "no chat completion, it is empty"));
  CHECK(contains(error_of(FakeServer::whole("200 OK", kJson, R"({"choices":[]})"), true),
                 "the reply is no event stream"));
}

TEST_CASE("a broken connection or stream says where it broke") {
  CHECK(contains(error_of(Reply{.close = true}), "the connection was closed without a reply"));
  CHECK(contains(error_of(Reply{.pieces = {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"}, .close = true}),
                 "closed within the reply"));
  CHECK(contains(error_of(Reply{.pieces = {kStreamHead + "data: {\"choices\":[]}\n\n"}, .close = true}, true),
                 "the stream ended without its last event, [DONE]"));
  CHECK(contains(error_of(Reply{.pieces = {kStreamHead + "data: {\"error\":{\"message\":\"overloaded\"}}\n\n"}}, true),
                 "the stream told of an error: overloaded"));
  CHECK(contains(error_of(Reply{.stall = true}), "no byte of a reply within 150ms (--first-byte-timeout)"));
  CHECK(contains(error_of(Reply{.pieces = {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"}, .stall = true}),
                 "not complete within 300ms (--timeout)"));
}

TEST_CASE("a server that is not there, or speaks no TLS, is told apart") {
  std::string url;
  {
    FakeServer gone([](int) { return Reply{}; });
    url = gone.url();
  }
  CHECK(contains(error_of(url), "Connection refused; is the server running"));
  FakeServer plain([](int) { return Reply{}; });
  CHECK(contains(error_of("https" + plain.url().substr(4)), "does it speak TLS, or is its address http://?"));
}

TEST_CASE("the errors of a run are kept in their own words, each once") {
  FakeServer server([](int index) {
    static constexpr const char* kWords[] = {"zero", "one", "two", "one"};
    return FakeServer::whole(index % 2 == 0 ? "500 A" : "400 B", kJson,
                             std::string(R"({"message":"number )") + kWords[index % 4] + R"("})");
  });
  RunPlan plan;
  plan.target = *make_target({.url = server.url(), .model = "m", .deployment = "", .api_version = "", .key = ""});
  plan.load.requests = 6;
  plan.threads = 1;
  const SystemClock clock;
  const auto result = Engine(plan, clock).run({});
  REQUIRE(result.ok());
  REQUIRE(result->errors.size() == 3);
  const ErrorSample& refused = result->errors[0];
  CHECK(refused.outcome == Outcome::client_error);
  CHECK(refused.text == "400: number one");
  CHECK(refused.count == 3);
  CHECK(result->errors[1].text == "500: number zero");
  CHECK(result->errors[2].text == "500: number two");
  CHECK(result->errors[2].status == 500);
}
