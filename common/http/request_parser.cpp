#include "common/http/request_parser.h"

#include <optional>

#include "common/http/asio/asio.h"

namespace oaisim {
namespace {

namespace http = beast::http;

std::string too_large(std::string_view part, std::uint64_t allowed) {
  return "the request " + std::string(part) + " is larger than the " + std::to_string(allowed) + " bytes that --max-" +
         std::string(part) + "-bytes allows";
}

HttpMethod method_of(http::verb verb) {
  switch (verb) {
    case http::verb::get:
      return HttpMethod::get;
    case http::verb::head:
      return HttpMethod::head;
    case http::verb::post:
      return HttpMethod::post;
    case http::verb::put:
      return HttpMethod::put;
    case http::verb::patch:
      return HttpMethod::patch;
    case http::verb::delete_:
      return HttpMethod::delete_;
    case http::verb::options:
      return HttpMethod::options;
    default:
      return HttpMethod::other;
  }
}

}  // namespace

class RequestParser::BeastParser final : public http::basic_parser<true> {
 public:
  explicit BeastParser(HttpRequest& request) : request_(request) {}

 private:
  void on_request_impl(http::verb verb, beast::string_view name, beast::string_view target, int version,
                       error_code& ec) override {
    ec = {};
    request_.set_line(method_of(verb), {name.data(), name.size()}, {target.data(), target.size()}, version);
  }
  void on_response_impl(int, beast::string_view, int, error_code&) override {}
  void on_field_impl(http::field, beast::string_view name, beast::string_view value, error_code& ec) override {
    ec = {};
    request_.add_header({name.data(), name.size()}, {value.data(), value.size()});
  }
  void on_header_impl(error_code& ec) override { ec = {}; }
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code& ec) override { ec = {}; }
  std::size_t on_body_impl(beast::string_view bytes, error_code& ec) override {
    ec = {};
    request_.append_body({bytes.data(), bytes.size()});
    return bytes.size();
  }
  void on_chunk_header_impl(std::uint64_t, beast::string_view, error_code& ec) override { ec = {}; }
  std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view bytes, error_code& ec) override {
    return on_body_impl(bytes, ec);
  }
  void on_finish_impl(error_code& ec) override { ec = {}; }

  HttpRequest& request_;
};

RequestParser::RequestParser(std::uint32_t max_header_bytes, std::uint64_t max_body_bytes)
    : max_header_bytes_(max_header_bytes), max_body_bytes_(max_body_bytes) {
  reset();
}

RequestParser::~RequestParser() = default;

void RequestParser::reset() {
  request_.clear();
  refusal_ = {};
  started_ = false;
  parser_ = std::make_unique<BeastParser>(request_);
  parser_->header_limit(max_header_bytes_);
  parser_->body_limit(max_body_bytes_);
}

bool RequestParser::header_done() const { return parser_->is_header_done(); }
bool RequestParser::keep_alive() const { return parser_->keep_alive(); }

RequestParser::State RequestParser::refuse(int status, std::string reason) {
  refusal_ = {status, std::move(reason)};
  return State::failed;
}

RequestParser::State RequestParser::consume(std::string_view bytes, std::size_t& used) {
  used = 0;
  // An empty line before a request is skipped (RFC 9112, 2.2).
  while (!started_ && used < bytes.size() && (bytes[used] == '\r' || bytes[used] == '\n')) ++used;
  started_ = started_ || used < bytes.size();
  while (used < bytes.size()) {
    const bool had_header = parser_->is_header_done();
    error_code ec;
    used += parser_->put(asio::buffer(bytes.data() + used, bytes.size() - used), ec);
    if (ec == http::error::need_more) return State::need_more;
    if (ec == http::error::header_limit) return refuse(431, too_large("header", max_header_bytes_));
    if (ec == http::error::body_limit) return refuse(413, too_large("body", max_body_bytes_));
    if (ec == http::error::bad_version) return refuse(505, "only HTTP/1.0 and HTTP/1.1 are spoken here");
    if (ec == http::error::bad_transfer_encoding) return refuse(400, "the transfer-encoding is not understood");
    if (ec == http::error::bad_content_length || ec == http::error::multiple_content_length) {
      return refuse(400, "the content-length is not valid");
    }
    if (ec == http::error::bad_chunk || ec == http::error::bad_chunk_extension) {
      return refuse(400, "the chunked body is malformed");
    }
    if (ec) return refuse(400, "the request is not valid HTTP");
    if (!had_header && parser_->is_header_done()) {
      if (request_.version() >= 11 && request_.header_count("host") != 1) {
        return refuse(400, "an HTTP/1.1 request has one host header");
      }
      const auto encoding = request_.header("transfer-encoding");
      if (!encoding.empty() && !equals_ignoring_case(encoding, "chunked")) {
        return refuse(501, "no transfer-encoding but chunked is understood");
      }
      if (!parser_->is_done()) return State::header_done;
    }
    if (parser_->is_done()) return State::done;
  }
  return State::need_more;
}

}  // namespace oaisim
