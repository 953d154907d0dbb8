// A conversation as datasets write it: an array of messages.
//
//   [{"role": "system"|"developer"|"user"|"assistant"|..., "content": TEXT | [{"type": "text", ...}, ...]}]   OpenAI
//   [{"from": "system"|"human"|"gpt"|..., "value": TEXT}]                                               ShareGPT
//   ["first message of the user", "second", ...]
//
// Each message of the user is a turn; what the assistant says before the next one is the recorded reply.  Messages
// of tools are left out.
//
// Thread safety: pure functions.  Source: OpenAI API reference, "Create chat completion"; the ShareGPT datasets.
#pragma once

#include <nlohmann/json.hpp>

#include "common/base/result.h"
#include "loadtest/datasets/sample.h"

namespace oaisim::loadtest {

// Fills in the sample's system message and turns.  Error: the message that is wrong and what was expected.
Status read_conversation(const nlohmann::json& messages, Sample& sample);

// Whether it is the address of an image that can be sent.
bool is_image_url(const nlohmann::json& value);

}  // namespace oaisim::loadtest
