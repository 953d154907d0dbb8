#include "common/text/json_writer.h"
#include "simulator/protocols/api_error.h"

namespace oaisim {
namespace {

void append_field(std::string& out, std::string_view name, std::string_view value) {
  out += ",\"";
  out += name;
  out += "\":";
  append_string_or_null(out, value);
}

std::string_view anthropic_type(int status) {
  switch (status) {
    case 401:
      return "authentication_error";
    case 403:
      return "permission_error";
    case 404:
      return "not_found_error";
    case 413:
      return "request_too_large";
    case 429:
      return "rate_limit_error";
    case 529:
      return "overloaded_error";
    default:
      return status < 500 ? "invalid_request_error" : "api_error";
  }
}

std::string anthropic_body(const ApiError& error, std::string_view request_id) {
  std::string out = "{\"type\":\"error\",\"error\":{\"type\":\"";
  out += anthropic_type(error.status);
  out += "\",\"message\":";
  append_string(out, error.message);
  out += "},\"request_id\":";
  append_string_or_null(out, request_id);
  out += '}';
  return out;
}

}  // namespace

std::string error_body(const ApiError& error, ApiShape shape, std::string_view request_id) {
  if (shape == ApiShape::anthropic) return anthropic_body(error, request_id);
  std::string out;
  out.reserve(error.message.size() + 160);
  out += "{\"error\":{";
  if (shape == ApiShape::azure && error.inner.empty()) {
    out += "\"code\":";
    append_string(out, error.code.empty() ? std::to_string(error.status) : error.code);
    out += ",\"message\":";
    append_string(out, error.message);
    if (!error.param.empty()) {
      append_field(out, "type", error.type);
      append_field(out, "param", error.param);
    }
  } else {
    out += "\"message\":";
    append_string(out, error.message);
    append_field(out, "type", error.type);
    append_field(out, "param", error.param);
    append_field(out, "code", error.code);
    if (!error.inner.empty()) out += ",\"status\":" + std::to_string(error.status) + ",\"innererror\":" + error.inner;
  }
  out += "}}";
  return out;
}

}  // namespace oaisim
