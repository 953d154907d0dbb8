// A JSON schema that values are written for: what `response_format` and the parameters of tools ask for.
//
// compile() says no where nothing could be written, in the words of the API's 400; write() therefore cannot fail.
// Between the two everything is owned, so the document that the schema was read from can go.
//
// Not supported, refused when strict and otherwise ignored, so that values may break them: not, if/then/else,
// dependentRequired, dependentSchemas, dependencies, contains, patternProperties, propertyNames, additionalItems,
// unevaluatedProperties, unevaluatedItems, $dynamicRef; references to other documents; what Pattern does not support.
// `format` is written where no `pattern` is there beside it.
//
// Thread safety: immutable; write() from any thread.  Cheap to copy.
// Source: JSON Schema 2020-12; platform.openai.com/docs/guides/structured-outputs, "Supported schemas".
#pragma once

#include <simdjson.h>

#include <memory>
#include <string>
#include <utility>

#include "common/base/random.h"
#include "common/base/result.h"

namespace oaisim {

namespace schema {
struct Nodes;
}  // namespace schema

class JsonSchema {
 public:
  // strict: only what the API's structured outputs ("strict": true) accept.  lenient: whatever can be written.
  enum class Rules { strict, lenient };

  // `schema` is read during the call only.
  // Error: invalid_argument for a schema that is malformed, breaks the rules or allows no value; limit_exceeded for
  // one that is too large.  The message is what follows "Invalid schema for response_format 'NAME': " in the API's
  // reply: "In context=('properties', 'steps'), 'additionalProperties' is required to be supplied and to be false."
  static Result<JsonSchema> compile(simdjson::dom::element schema, Rules rules);

  // Appends a value on one line, at most about 1 MB.  The same state of `random` gives the same bytes.
  void write(Random& random, std::string& out) const;

 private:
  explicit JsonSchema(std::shared_ptr<const schema::Nodes> nodes) : nodes_(std::move(nodes)) {}

  std::shared_ptr<const schema::Nodes> nodes_;
};

}  // namespace oaisim
