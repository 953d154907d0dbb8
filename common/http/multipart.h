// Reads multipart/form-data from a body that is in memory: fields and files of a form, without copying them.
//
//   --boundary CRLF
//   Content-Disposition: form-data; name="file"; filename="a.wav" CRLF
//   Content-Type: audio/wav CRLF
//   CRLF
//   content                           any bytes; it ends before the CRLF of the next delimiter
//   CRLF --boundary CRLF … CRLF --boundary-- [CRLF, ignored rest]
//
// Bounded: at most kMostParts parts with headers of at most kMostPartHeaderBytes each; time is linear in the body's
// size. A body without its final delimiter is an error and never a shorter form.
//
//   auto parts = read_multipart(request.header("content-type"), request.body());
//   if (!parts) …                                        parts.error().message says what is wrong with the body
//   for (const FormPart& part : *parts) … part.name, part.content
//
// Ownership: contents and content types are views into the arguments.  Thread safety: pure functions.
// Source: RFC 7578; RFC 2046, section 5.1; RFC 8187 for filename*.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"

namespace oaisim {

struct FormPart {
  std::string name;                     // decoded
  std::optional<std::string> filename;  // decoded; absent: a field, not a file
  std::string_view content_type;        // as sent; empty: none was given
  std::string_view content;
};

inline constexpr std::size_t kMostParts = 256;
inline constexpr std::size_t kMostPartHeaderBytes = 8 * 1024;

// Whether a request with this Content-Type header says that its body is a form.
bool is_multipart(std::string_view content_type);

// The parts in the order of the body.  Error: the header has no usable boundary, or what is wrong with the body.
Result<std::vector<FormPart>> read_multipart(std::string_view content_type, std::string_view body);

}  // namespace oaisim
