// A form as the JSON document that says the same, so that one table checks both and one function decodes both.
//
//   name="n"            2            "n":2                 as the shape of the field wants it; what does not read as
//   that
//                                                          stays a string, which the check then names
//   name="include[]"    logprobs     "include":["logprobs"]
//   name="vad[type]"    server_vad   "vad":{"type":"server_vad"}
//   name="file"; filename="a.wav"    "file":0              a file's number in `files`, for fields of Kind::file
//
// Thread safety: pure functions.  Ownership: files are views into the body.
// Source: RFC 7578; how the official SDKs write arrays and objects into forms.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/http/multipart.h"
#include "simulator/protocols/shape.h"

namespace oaisim {

struct FormDocument {
  std::string json;
  std::vector<FormPart> files;
};

// `shape`: that of the operation's form.
std::variant<FormDocument, ApiError> form_document(const Shape& shape, std::string_view content_type,
                                                   std::string_view body);

}  // namespace oaisim
