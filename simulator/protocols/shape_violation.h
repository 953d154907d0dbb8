// What is wrong with a request's JSON, and how each API says so.
//
//   check_shape ── Violation ── error_of ──► ApiError
//
//   OpenAI      messages[0].content[1].x     Unknown parameter: 'messages[0].content[1].x'.
//   Anthropic   messages.0.content.1.text.x  messages.0.content.1.text.x: Extra inputs are not permitted
//
// Anthropic's paths also name which of several objects one was taken for (`text`), as those of its validator do.
//
// Thread safety: plain values and pure functions.  A violation's views live as long as the document and the shapes.
// Source: replies of both services; Pydantic's list of validation errors, whose words Anthropic uses.
#pragma once

#include <vector>

#include "simulator/protocols/shape.h"

namespace oaisim {

struct Violation {
  enum class Kind {
    not_json,
    wrong_type,
    missing,
    unknown,
    below_minimum,  // a number, or the size of a string, array or map
    above_maximum,
    no_choice,  // a string that is none of those allowed
    no_tag,     // the tag of no known object
    long_key,
  };
  struct Step {
    enum class Kind { key, index, tag };
    Kind kind = Kind::key;
    std::string_view key = {};
    std::size_t index = 0;
  };

  Kind kind = Kind::not_json;
  std::vector<Step> path = {};   // from the root
  const Shape* shape = nullptr;  // that was not met; of what is missing or unknown, none
  JsonValue value = {};          // what was there; of what is missing, nothing
  std::size_t key_size = 0;      // of long_key
};

ApiError error_of(const Violation& violation, ApiShape api);

}  // namespace oaisim
