// Writes what surrounds a reply's body in HTTP/1.1: the head, and a stream's chunks.
//
// Thread safety: all of it.  Source: RFC 9112.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "common/http/message.h"

namespace oaisim {

// What the connection adds to a reply's own headers.
struct ReplyFraming {
  std::string_view date_header;  // a whole line
  std::optional<std::size_t> content_length = std::nullopt;
  bool chunked = false;
  std::string_view connection = {};  // "close", "keep-alive"; empty: no header
};

void append_reply_head(std::string& out, const HttpReply& reply, const ReplyFraming& framing);

// REQUIRES: `bytes` are not empty, which would end the stream.
void append_chunk(std::string& out, std::string_view bytes);

}  // namespace oaisim
