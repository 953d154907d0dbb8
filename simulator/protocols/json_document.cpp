#include "simulator/protocols/json_document.h"

namespace oaisim {
namespace {

// Buffers of a parser that has seen a larger document than this are given back.
constexpr std::size_t kKeptCapacity = 1024 * 1024;

}  // namespace

std::variant<JsonValue, ApiError> JsonDocument::parse(std::string_view body, std::size_t readable, ApiShape shape) {
  if (parser_.capacity() > kKeptCapacity) parser_ = simdjson::dom::parser();
  const bool must_copy = readable < body.size() + simdjson::SIMDJSON_PADDING;
  JsonValue value;
  if (parser_.parse(body.data(), body.size(), must_copy).get(value) != simdjson::SUCCESS) {
    return malformed_json(shape);
  }
  return value;
}

}  // namespace oaisim
