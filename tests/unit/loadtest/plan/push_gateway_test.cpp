#include "loadtest/plan/push_gateway.h"

#include <doctest/doctest.h>

using namespace oaisim;
using namespace oaisim::loadtest;

namespace {

PushGateway parsed(const std::string& text, const std::string& instance = "box-1") {
  const auto gateway = parse_push_gateway(text, instance);
  REQUIRE_MESSAGE(gateway.ok(), gateway.error().message);
  return *gateway;
}

}  // namespace

TEST_CASE("a gateway's address gets the group of this program on this machine") {
  const auto plain = parsed("http://localhost:9091");
  CHECK(plain.path_and_query == "/metrics/job/oaisim_load/instance/box-1");
  CHECK(plain.url.origin() == "http://localhost:9091");
  CHECK(plain.credentials.empty());
  CHECK(parsed("https://[::1]:9091/").path_and_query == "/metrics/job/oaisim_load/instance/box-1");
  CHECK(parsed("http://h/below/").path_and_query == "/below/metrics/job/oaisim_load/instance/box-1");
  CHECK(parsed("http://h/?t=1").path_and_query == "/metrics/job/oaisim_load/instance/box-1?t=1");
  CHECK(parsed("http://h", "a/b c\xc3\xa4").path_and_query == "/metrics/job/oaisim_load/instance/a_b_c__");
  CHECK(parsed("http://h", "").path_and_query == "/metrics/job/oaisim_load/instance/unknown");
}

TEST_CASE("an address that names a group is used as it is") {
  CHECK(parsed("http://h:1/metrics/job/nightly/branch@base64/L2E").path_and_query ==
        "/metrics/job/nightly/branch@base64/L2E");
}

TEST_CASE("a user and a password are taken from the address and are no part of it any more") {
  const auto gateway = parsed("https://me:p%40ss%2Fw%zz@host:9443/x");
  CHECK(gateway.credentials == "me:p@ss/w%zz");
  CHECK(gateway.url.secure);
  CHECK(gateway.url.origin() == "https://host:9443");
  CHECK(parsed("http://me@host").credentials == "me:");
  CHECK(parsed("http://me:a:b@host").credentials == "me:a:b");
  CHECK(parsed("http://a@b:c@host").credentials == "a@b:c");
  CHECK(parsed("http://@host").credentials.empty());
  CHECK(parsed("http://me:p%@host").credentials == "me:p%");
}

TEST_CASE("what is no address is refused, without what may be a secret") {
  const auto error = [](const char* text) {
    const auto gateway = parse_push_gateway(text, "box");
    REQUIRE_FALSE(gateway.ok());
    CHECK(gateway.error().message.starts_with("--prometheus-push: "));
    CHECK(gateway.error().message.find("hush") == std::string::npos);
    return gateway.error().message;
  };
  CHECK(error("gw:9091").find("'gw:9091' starts neither with http://") != std::string::npos);
  CHECK(error("http://gw:x").find("has a port that is not 1 to 65535") != std::string::npos);
  CHECK(error("http://me:hush@gw:x").find("'http://gw:x' has a port") != std::string::npos);
  CHECK(error("http://me:hu/hush@gw").find("%2F") != std::string::npos);
  CHECK(error("me:hush@gw:9091").find("http://") != std::string::npos);
  CHECK(error("http://gw:x/?token=hush").find("is not shown") != std::string::npos);
}
