// An HTTP/1.x request as parsed and a reply as given to the server.
//
// A request's views point into its own storage and live until the connection reads the next one.
// Thread safety: none; both belong to one connection.  Source: RFC 9110, RFC 9112.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oaisim {

enum class HttpMethod { get, head, post, put, patch, delete_, options, other };

class HttpRequest {
 public:
  HttpMethod method() const { return method_; }
  std::string_view method_name() const { return view(method_name_); }
  std::string_view target() const { return view(target_); }  // as sent
  std::string_view path() const { return path_; }            // percent-decoded, repeated slashes collapsed
  std::string_view query(std::string_view name) const;       // raw value of `name=value`; empty when absent
  // All parameters of the query, decoded, in their order.
  std::vector<std::pair<std::string, std::string>> query_parameters() const;
  std::string_view header(std::string_view name) const;   // first value; name in any case; empty when absent
  std::size_t header_count(std::string_view name) const;  // how often a header was sent
  std::string_view body() const { return body_; }
  int version() const { return version_; }  // 10 or 11

  // For the parser.
  void clear();
  void set_line(HttpMethod method, std::string_view method_name, std::string_view target, int version);
  void add_header(std::string_view name, std::string_view value);
  void append_body(std::string_view bytes);
  std::size_t body_capacity() const { return body_.capacity(); }

 private:
  struct Span {
    std::uint32_t begin = 0;
    std::uint32_t size = 0;
  };
  struct Field {
    Span name;
    Span value;
  };

  std::string_view view(Span span) const { return std::string_view(storage_).substr(span.begin, span.size); }
  Span store(std::string_view text);

  HttpMethod method_ = HttpMethod::other;
  int version_ = 11;
  Span method_name_, target_;
  std::string storage_;  // request line and headers, one after another
  std::vector<Field> fields_;
  std::string path_;
  std::string body_;
};

struct HttpReply {
  int status = 200;
  std::string_view content_type = "application/json";
  std::string headers;  // further `name: value\r\n` lines
  std::string body;
};

std::string_view reason_phrase(int status);

bool equals_ignoring_case(std::string_view a, std::string_view b);

}  // namespace oaisim
