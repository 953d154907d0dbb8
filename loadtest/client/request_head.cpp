#include "loadtest/client/request_head.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "common/base/version.h"
#include "common/text/json_writer.h"

namespace oaisim::loadtest {
namespace {

constexpr const char* kAnthropicVersion = "2023-06-01";

class HeadWriter {
 public:
  HeadWriter(const Target& target, const std::string& method)
      : target_(target), text_(method + " " + target.path_and_query + " HTTP/1.1\r\n") {}

  // A header that the flags may replace.
  void add(std::string_view name, std::string_view value) {
    const bool replaced = std::any_of(target_.headers.begin(), target_.headers.end(),
                                      [&](const HeaderField& header) { return same_header(header.name, name); });
    if (!replaced) write(name, value);
  }

  void add_key() {
    if (target_.key.empty()) return;
    if (target_.api == Api::messages) {
      add("x-api-key", target_.key);
    } else if (target_.flavor == ApiFlavor::azure) {
      add("api-key", target_.key);
    } else {
      add("Authorization", "Bearer " + target_.key);
    }
  }

  std::string finish() {
    for (const auto& header : target_.headers) write(header.name, header.value);
    return std::move(text_);
  }

 private:
  void write(std::string_view name, std::string_view value) {
    text_.append(name).append(": ").append(value).append("\r\n");
  }

  const Target& target_;
  std::string text_;
};

// A --body may be any text.
bool is_json(const RequestPlan& plan) { return !plan.body || nlohmann::json::accept(*plan.body); }

}  // namespace

std::string request_head(const Target& target, const RequestPlan& plan, bool has_body) {
  const bool http = target.api == Api::http;
  HeadWriter head(target, target.method.empty() ? (has_body ? "POST" : "GET") : target.method);
  head.add("Host", target.url.authority());
  head.add("User-Agent", std::string("oaisim-load/") + kVersion);
  if (has_body) head.add("Content-Type", is_json(plan) ? "application/json" : "text/plain; charset=utf-8");
  head.add("Accept", plan.stream ? "text/event-stream" : (http ? "*/*" : "application/json"));
  if (target.api == Api::messages) head.add("anthropic-version", kAnthropicVersion);
  head.add_key();
  return head.finish();
}

void append_body(std::string& request, std::string_view body) {
  request += "Content-Length: ";
  append_integer(request, body.size());
  request += "\r\n\r\n";
  request += body;
}

}  // namespace oaisim::loadtest
