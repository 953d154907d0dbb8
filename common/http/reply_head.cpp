#include "common/http/reply_head.h"

#include <array>
#include <charconv>

namespace oaisim {
namespace {

void append_number(std::string& out, std::uint64_t value, int base) {
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value, base).ptr;
  out.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
}

}  // namespace

void append_reply_head(std::string& out, const HttpReply& reply, const ReplyFraming& framing) {
  out += "HTTP/1.1 ";
  append_number(out, static_cast<std::uint64_t>(reply.status), 10);
  out += ' ';
  out += reason_phrase(reply.status);
  out += "\r\n";
  out += framing.date_header;
  if (!reply.content_type.empty()) {
    out += "content-type: ";
    out += reply.content_type;
    out += "\r\n";
  }
  if (framing.content_length) {
    out += "content-length: ";
    append_number(out, *framing.content_length, 10);
    out += "\r\n";
  }
  if (framing.chunked) out += "transfer-encoding: chunked\r\n";
  if (!framing.connection.empty()) {
    out += "connection: ";
    out += framing.connection;
    out += "\r\n";
  }
  out += reply.headers;
  out += "\r\n";
}

void append_chunk(std::string& out, std::string_view bytes) {
  append_number(out, bytes.size(), 16);
  out += "\r\n";
  out += bytes;
  out += "\r\n";
}

}  // namespace oaisim
