#include "simulator/reply_headers.h"

#include "common/text/json_writer.h"
#include "common/text/utf8.h"

namespace oaisim {

std::string make_id(std::string_view prefix, int characters, Random& random) {
  static constexpr char kAlphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  constexpr int kPerDraw = 10;  // 62^10 < 2^60
  std::string id(prefix);
  std::uint64_t bits = 0;
  for (int i = 0; i < characters; ++i) {
    if (i % kPerDraw == 0) bits = random();
    id += kAlphabet[bits % 62];
    bits /= 62;
  }
  return id;
}

std::string base_url(const HttpConnection& connection) {
  const std::string_view host = connection.request().header("host");
  const std::string scheme = connection.speaks_tls() ? "https://" : "http://";
  return scheme + (host.empty() ? "localhost" : repair_utf8(host));
}

void append_reply_headers(const HttpConnection& connection, ApiShape shape, std::string_view request_id, TimePoint now,
                          std::string& out) {
  const std::string id(request_id);
  const auto milliseconds = (now - connection.received_at()) / std::chrono::milliseconds(1);
  if (shape == ApiShape::azure) {
    out += "apim-request-id: " + id + "\r\nx-request-id: " + id +
           "\r\nx-ms-region: Simulated\r\nazureml-model-session: simulated\r\n";
    const auto client_id = connection.request().header("x-ms-client-request-id");
    if (!client_id.empty() && client_id.size() <= 256) {
      out += "x-ms-client-request-id: ";
      out += client_id;
      out += "\r\n";
    }
  } else if (shape == ApiShape::anthropic) {
    out += "request-id: req_" + id + "\r\nanthropic-organization-id: ";
    out += kOrganization;
    out += "\r\n";
  } else {
    out += "x-request-id: req_" + id + "\r\nopenai-organization: ";
    out += kOrganization;
    out += "\r\nopenai-version: 2020-10-01\r\nopenai-processing-ms: ";
    append_integer(out, milliseconds);
    out += "\r\n";
  }
}

ReplyFacts facts_for(Call& call, const Clock& clock) {
  return {.id = make_id(call.protocol.id_prefix(), call.protocol.id_characters(), call.random),
          .created = clock.unix_seconds(),
          .model = call.deployment->model,
          .prompt_tokens = call.prompt_tokens,
          .shape = call.address.shape,
          .base_url = call.base_url};
}

}  // namespace oaisim
