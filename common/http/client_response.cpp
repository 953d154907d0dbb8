#include "common/http/client_response.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>

namespace oaisim {

namespace http = boost::beast::http;

void ResponseParser::Parser::on_response_impl(int status, Text, int, error_code&) {
  owner_.interim_ = status >= 100 && status < 200 && status != 101;
  if (owner_.interim_) return;
  owner_.got_status_ = true;
  owner_.sink_->on_status(status);
}

void ResponseParser::Parser::on_field_impl(http::field, Text name, Text value, error_code&) {
  if (!owner_.interim_) owner_.sink_->on_field({name.data(), name.size()}, {value.data(), value.size()});
}

std::size_t ResponseParser::Parser::on_body_impl(Text piece, error_code& ec) {
  if (!owner_.sink_->on_body({piece.data(), piece.size()}, owner_.received_)) {
    owner_.state_ = State::refused;
    ec = http::error::body_limit;
  }
  return piece.size();
}

std::size_t ResponseParser::Parser::on_chunk_body_impl(std::uint64_t, Text piece, error_code& ec) {
  return on_body_impl(piece, ec);
}

void ResponseParser::start(ResponseSink& sink) {
  sink_ = &sink;
  got_status_ = false;
  restart();
}

void ResponseParser::restart() {
  parser_.emplace(*this);
  parser_->eager(true);
  parser_->header_limit(limits_.header_bytes);
  parser_->body_limit(limits_.body_bytes);
  interim_ = false;
  state_ = State::reading;
}

std::size_t ResponseParser::feed(std::string_view bytes, TimePoint received) {
  received_ = received;
  std::size_t used = 0;
  while (used < bytes.size() && state_ == State::reading) {
    boost::system::error_code ec;
    const std::size_t taken = parser_->put(boost::asio::const_buffer(bytes.data() + used, bytes.size() - used), ec);
    used += taken;
    if (state_ == State::refused) break;
    if (ec == http::error::need_more) break;
    if (ec) {
      state_ = State::malformed;
    } else if (parser_->is_done()) {
      if (interim_) {
        restart();
      } else {
        state_ = State::done;
      }
    } else if (taken == 0) {
      break;
    }
  }
  return used;
}

void ResponseParser::finish() {
  boost::system::error_code ec;
  // Beast does not allow an end without a single byte, which is no reply.
  if (parser_->got_some()) parser_->put_eof(ec);
  state_ = !ec && got_status_ && parser_->is_done() ? State::done : State::truncated;
}

bool ResponseParser::keep_alive() const { return parser_->keep_alive(); }

}  // namespace oaisim
