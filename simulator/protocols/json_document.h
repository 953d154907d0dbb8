// Parses request bodies; one per thread, so that its buffers are reused.
//
// Nesting is bounded (1,024 levels) and text must be valid UTF-8; both are errors like any bad JSON.
// Thread safety: none.  Ownership: values and views live until the next parse().
#pragma once

#include <variant>

#include "simulator/protocols/shape.h"

namespace oaisim {

class JsonDocument {
 public:
  // `readable`: how many bytes behind body.data() may be read (its string's capacity); simdjson reads ahead.
  // An error is worded as `shape` does.
  std::variant<JsonValue, ApiError> parse(std::string_view body, std::size_t readable,
                                          ApiShape shape = ApiShape::openai);

 private:
  simdjson::dom::parser parser_;
};

}  // namespace oaisim
