#include "test-client/failures.h"

#include <nlohmann/json.hpp>

namespace oaisim::chat {
namespace {

std::string without_key(std::string text, const std::string& key) {
  for (auto at = text.find(key); !key.empty() && at != std::string::npos; at = text.find(key, at)) {
    text.replace(at, key.size(), "***");
    at += 3;
  }
  return text;
}

// The `error.message` of an OpenAI-shaped body, or the start of whatever it is.
std::string server_message(const std::string& body) {
  const auto document = nlohmann::json::parse(body, nullptr, false);
  if (document.is_object() && document.contains("error")) {
    const auto& error = document["error"];
    if (error.is_string()) return error.get<std::string>();
    if (error.is_object() && error.contains("message") && error["message"].is_string()) {
      return error["message"].get<std::string>();
    }
  }
  return body.empty() ? "no message" : body.substr(0, 300);
}

std::string asked_name(const Target& target) {
  return target.is_azure ? "the deployment (TEST_OPENAI_DEPLOYMENT or --deployment)" : "the model (--model)";
}

std::string wait_advice(const httplib::Response& response) {
  if (response.has_header("retry-after")) return "try again after " + response.get_header_value("retry-after") + " s";
  if (response.has_header("retry-after-ms")) {
    return "try again after " + response.get_header_value("retry-after-ms") + " ms";
  }
  return "try again later";
}

}  // namespace

Error connection_failure(const Target& target, httplib::Error error) {
  switch (error) {
    case httplib::Error::Connection:
      return {ErrorCode::io, "cannot connect to " + target.base_url +
                                 ": check the address and that the server runs (the simulator: make run-simulator)"};
    case httplib::Error::ConnectionTimeout:
      return {ErrorCode::timed_out, "cannot connect to " + target.base_url + ": no answer in time"};
    case httplib::Error::SSLConnection:
    case httplib::Error::SSLLoadingCerts:
    case httplib::Error::SSLServerVerification:
      return {ErrorCode::io, "cannot connect to " + target.base_url + " securely: " + httplib::to_string(error)};
    default:
      return {ErrorCode::io,
              "the connection to " + target.base_url + " broke, or the server was silent for longer than --timeout"};
  }
}

Error status_failure(const Target& target, const httplib::Response& response, const std::string& body) {
  const std::string message = without_key(server_message(body), target.key);
  switch (response.status) {
    case 401:
    case 403:
      return invalid("the server refused the key (" + std::to_string(response.status) + "): " + message +
                     "\nCheck TEST_OPENAI_KEY or --key (with --local: SIMULATOR_API_KEY).");
    case 404:
      return {ErrorCode::not_found,
              "not found (404): " + message + "\nCheck the address and " + asked_name(target) + "."};
    case 429:
      return {ErrorCode::limit_exceeded,
              "over the limit (429): " + message + "\nAdvice: " + wait_advice(response) + "."};
    default:
      return invalid("the server answered with status " + std::to_string(response.status) + ": " + message);
  }
}

Error answer_failure(const Target& target, const std::string& what) { return invalid(without_key(what, target.key)); }

}  // namespace oaisim::chat
