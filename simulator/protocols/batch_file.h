// The input of a batch, checked line by line, and the lines of its output.
//
//   {"custom_id":"a","method":"POST","url":"/v1/chat/completions","body":{…}}
//     ──► {"id":"batch_req_…","custom_id":"a","response":{"status_code":200,"request_id","body":{…}},"error":null}
//         {"id":"batch_req_…","custom_id":"b","response":null,"error":{"code":"batch_expired","message"}}
//
// Thread safety: pure functions.  Source: OpenAI API reference, "Batch"; the guide "Batch API".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/protocols/shape.h"

namespace oaisim {

// What is wrong with the input as a whole.
struct BatchError {
  std::string code;
  std::string message;
  std::string param = {};  // empty: null
  std::size_t line = 0;    // from 1; 0: null
};

// A line of the input.
struct BatchLine {
  std::string custom_id;
  std::string_view json;  // the whole line, into the input
};

struct BatchInput {
  std::vector<BatchLine> lines;
  std::vector<BatchError> errors;  // when there are any, the batch fails
  std::string model;
};

inline constexpr std::size_t kMostBatchLines = 50'000;

// The same address, whether or not it is written with its version: /v1/embeddings is /embeddings.
std::string_view without_version(std::string_view url);

// `endpoint`: what all lines have to call, e.g. /v1/chat/completions.
BatchInput read_batch_input(std::string_view content, std::string_view endpoint);

// The beginning of a line of the output, which one of the other two ends.
std::string batch_line_head(std::string_view id, std::string_view custom_id);
std::string batch_answer(std::string_view id, int status, std::string_view reply);  // `reply`: JSON
std::string batch_unanswered(std::string_view code, std::string_view message);

}  // namespace oaisim
