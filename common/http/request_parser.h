// Reads HTTP/1.x requests from bytes as they arrive, over Beast's parser.
//
//   bytes ──► consume() ──► HttpRequest
//             header_done, done, need_more, or why the request is refused
//
// Bounded: a header or body above its limit is an error before it is stored.
// Thread safety: none.  Source: RFC 9112; Boost.Beast basic_parser.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "common/http/message.h"

namespace oaisim {

class RequestParser {
 public:
  enum class State { need_more, header_done, done, failed };

  struct Refusal {
    int status = 400;  // 400, 413, 431, 501 or 505
    std::string reason;
  };

  RequestParser(std::uint32_t max_header_bytes, std::uint64_t max_body_bytes);
  ~RequestParser();

  // Starts on the next request of the connection; the last one's views end.
  void reset();

  // Takes what it can of `bytes` and sets `used` to how much that was.  header_done comes once, before the body.
  State consume(std::string_view bytes, std::size_t& used);

  const HttpRequest& request() const { return request_; }
  bool started() const { return started_; }
  bool header_done() const;
  bool keep_alive() const;
  const Refusal& refusal() const { return refusal_; }

 private:
  class BeastParser;

  State refuse(int status, std::string reason);

  HttpRequest request_;
  Refusal refusal_;
  bool started_ = false;
  std::uint32_t max_header_bytes_;
  std::uint64_t max_body_bytes_;
  std::unique_ptr<BeastParser> parser_;
};

}  // namespace oaisim
