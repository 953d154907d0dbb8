// A simulator that a test mistreats, with the two questions that every such test ends with: does it still serve
// others, and is its memory bounded?
//
// Ownership: the process. Thread safety: none.
#pragma once

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "tests/support/raw_connection.h"
#include "tests/support/simulator_process.h"

namespace oaisim::testing {

class ServerUnderTest {
 public:
  static constexpr std::int64_t kAllowedGrowthBytes = std::int64_t{96} << 20;

  // Replies take no simulated time unless `environment` says so.
  explicit ServerUnderTest(const std::vector<std::string>& flags = {},
                           std::map<std::string, std::string> environment = {});

  SimulatorProcess& process() { return process_; }
  RawConnection connect(int receive_buffer_bytes = 0) { return RawConnection(process_.port(), receive_buffer_bytes); }

  // Another client gets an answer now.
  void check_serves();
  // Memory has grown by less than kAllowedGrowthBytes since the start. Under a sanitizer: says that it is not checked.
  void check_memory();
  void check_serves_within_memory() {
    check_serves();
    check_memory();
  }

  // Whether the metric has the value within a while; `label` as for SimulatorProcess::metric().
  bool comes_to(const std::string& metric, double value, const std::string& label = {}) {
    return eventually([&] { return process_.metric(metric, label).value_or(-1) == value; });
  }

 private:
  SimulatorProcess process_;
  std::int64_t resident_bytes_at_start_ = 0;
};

// A chat completions request as it is on the wire.
std::string chat_request(const nlohmann::json& body, const std::string& more_headers = {},
                         const std::string& version = "HTTP/1.1");
std::string raw_chat_request(const std::string& body, const std::string& more_headers = {},
                             const std::string& version = "HTTP/1.1");

// {"model", one user message, "max_tokens"}
nlohmann::json chat_body(int max_tokens = 5);
// The same as a stream.
nlohmann::json streamed(nlohmann::json body);

// The error object of a reply in OpenAI's form, checked to have its four keys.
nlohmann::json openai_error(const std::string& body);

}  // namespace oaisim::testing
