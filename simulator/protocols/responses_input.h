// Reads the input of a response: a text, or a list of items.
//
//   "Hello"
//   [{"role": "user", "content": "Hello"}, {"type": "function_call", "call_id", "name", "arguments"},
//    {"type": "function_call_output", "call_id", "output"}, {"type": "item_reference", "id"}, …]
//
// Thread safety: pure functions.  Source: OpenAI API reference, "Responses", input.
#pragma once

#include "simulator/protocols/file_objects.h"
#include "simulator/protocols/response_record.h"

namespace oaisim {

// What an input may refer to.
struct InputContext {
  const ResponseStore& store;
  const FileObjects& files;
  const ResponseRecord* previous = nullptr;  // the turn before, if there is one
};

// Adds the input's texts to the prompt, and its items to what is stored.  The views of the prompt point into the
// document and into `call`.
std::optional<ApiError> read_response_input(JsonValue input, const InputContext& context, ResponsesCall& call,
                                            DecodedRequest& request);

// Adds the instructions, which count as a message before the input.
void read_instructions(std::string_view instructions, DecodedRequest& request);

}  // namespace oaisim
