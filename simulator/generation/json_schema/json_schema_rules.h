// The subset of JSON Schema that the API's structured outputs accept.
//
// Thread safety: a pure function.  Source: platform.openai.com/docs/guides/structured-outputs, "Supported schemas";
// the messages are those of the API's 400s.
#pragma once

#include "common/base/result.h"
#include "simulator/generation/json_schema/schema_source.h"

namespace oaisim::schema {

// REQUIRES: all definitions were read.
Status check_strict_rules(const Sources& sources);

}  // namespace oaisim::schema
