// Reads one HTTP/1.x reply from the bytes of a connection, however they were cut.
//
// A thin layer over Beast's basic_parser that allocates nothing per reply: the status, the fields and the body
// go to a ResponseSink as they are met.  Bodies may have a length, be chunked, or end with the connection.
// Interim replies (1xx) are skipped.  Header fields and bodies are bounded by Limits.
//
// Ownership: the sink is the caller's and outlives the parser's use of it.  Thread safety: none.
#pragma once

#include <boost/beast/http/basic_parser.hpp>
#include <cstdint>
#include <optional>
#include <string_view>

#include "common/base/units.h"

namespace oaisim {

// Takes a reply apart as it arrives.  The order is: on_status, on_field for each field, on_body for each piece.
class ResponseSink {
 public:
  virtual ~ResponseSink() = default;
  virtual void on_status(int status) = 0;
  virtual void on_field(std::string_view name, std::string_view value) = 0;  // the name as it was sent
  // `received` is when the recv that brought the piece returned.  False refuses the rest of the body.
  virtual bool on_body(std::string_view piece, TimePoint received) = 0;
};

struct ResponseLimits {
  std::uint32_t header_bytes = 64 << 10;
  std::uint64_t body_bytes = 16 << 20;
};

class ResponseParser {
 public:
  enum class State {
    reading,    // more bytes are needed
    done,       // the reply is complete
    malformed,  // not HTTP, or above a limit
    refused,    // by the sink
    truncated,  // the connection ended within the reply
  };

  explicit ResponseParser(ResponseLimits limits) : limits_(limits) {}

  // Begins the next reply.
  void start(ResponseSink& sink);

  // Takes bytes and returns how many of them were used; the rest must be fed again with what follows them.
  // REQUIRES: start() was called and state() is reading.
  std::size_t feed(std::string_view bytes, TimePoint received);

  // The connection ended.  REQUIRES: as feed().
  void finish();

  State state() const { return state_; }
  bool keep_alive() const;  // REQUIRES: state() is done

 private:
  class Parser final : public boost::beast::http::basic_parser<false> {
   public:
    explicit Parser(ResponseParser& owner) : owner_(owner) {}

   private:
    using error_code = boost::system::error_code;
    using Text = boost::beast::string_view;

    void on_request_impl(boost::beast::http::verb, Text, Text, int, error_code&) override {}
    void on_response_impl(int status, Text, int, error_code&) override;
    void on_field_impl(boost::beast::http::field, Text name, Text value, error_code&) override;
    void on_header_impl(error_code&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
    std::size_t on_body_impl(Text piece, error_code&) override;
    void on_chunk_header_impl(std::uint64_t, Text, error_code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, Text piece, error_code&) override;
    void on_finish_impl(error_code&) override {}

    ResponseParser& owner_;
  };

  void restart();

  ResponseLimits limits_;
  std::optional<Parser> parser_;
  ResponseSink* sink_ = nullptr;
  TimePoint received_{};
  State state_ = State::done;
  bool got_status_ = false;
  bool interim_ = false;
};

}  // namespace oaisim
