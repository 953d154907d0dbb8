#include "simulator/reply_headers.h"

#include "common/text/json_writer.h"

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

void append_reply_headers(const Exchange& exchange, TimePoint now, std::string& out) {
  const auto milliseconds = (now - exchange.connection.received_at()) / std::chrono::milliseconds(1);
  if (exchange.address.shape == ApiShape::azure) {
    out += "apim-request-id: " + exchange.request_id + "\r\nx-request-id: " + exchange.request_id +
           "\r\nx-ms-region: Simulated\r\nazureml-model-session: simulated\r\n";
    const auto client_id = exchange.connection.request().header("x-ms-client-request-id");
    if (!client_id.empty() && client_id.size() <= 256) {
      out += "x-ms-client-request-id: ";
      out += client_id;
      out += "\r\n";
    }
  } else if (exchange.address.shape == ApiShape::anthropic) {
    out += "request-id: req_" + exchange.request_id + "\r\nanthropic-organization-id: ";
    out += kOrganization;
    out += "\r\n";
  } else {
    out += "x-request-id: req_" + exchange.request_id + "\r\nopenai-organization: ";
    out += kOrganization;
    out += "\r\nopenai-version: 2020-10-01\r\nopenai-processing-ms: ";
    append_integer(out, milliseconds);
    out += "\r\n";
  }
}

ReplyFacts facts_for(Exchange& exchange, const Clock& clock) {
  return {.id = make_id(exchange.protocol.id_prefix(), exchange.protocol.id_characters(), exchange.random),
          .created = clock.unix_seconds(),
          .model = exchange.deployment->model,
          .prompt_tokens = exchange.prompt_tokens,
          .shape = exchange.address.shape};
}

}  // namespace oaisim
