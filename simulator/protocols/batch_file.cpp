#include "simulator/protocols/batch_file.h"

#include <unordered_set>

#include "common/base/trimmed.h"
#include "common/text/json_writer.h"
#include "simulator/protocols/json_document.h"
#include "simulator/protocols/json_members.h"

namespace oaisim {
namespace {

constexpr std::size_t kMostErrors = 100;  // that are told of one input

class InputChecker {
 public:
  InputChecker(std::string_view endpoint, BatchInput& input) : endpoint_(endpoint), input_(input) {}

  void check(std::string_view line, std::size_t number) {
    const auto parsed = document_.parse(line, line.size());
    JsonObject object;
    if (!std::holds_alternative<JsonValue>(parsed) || std::get<JsonValue>(parsed).get(object) != simdjson::SUCCESS) {
      return refuse("invalid_json_line", "This line is not parseable as valid JSON.", "", number);
    }
    for (const std::string_view name : {"custom_id", "method", "url", "body"}) {
      const auto value = member(object, name);
      const bool fits = value && (name == "body" ? value->is_object() : value->is_string());
      if (fits) continue;
      return refuse(value ? "invalid_type" : "missing_required_parameter",
                    value ? "Invalid type for '" + std::string(name) + "'."
                          : "Missing required parameter: '" + std::string(name) + "'.",
                    name, number);
    }
    check_values(object, line, number);
  }

 private:
  void check_values(JsonObject object, std::string_view line, std::size_t number) {
    const std::string_view id = text_member(object, "custom_id");
    if (text_member(object, "method") != "POST") {
      return refuse("invalid_method", "The 'method' of a request must be 'POST'.", "method", number);
    }
    if (without_version(text_member(object, "url")) != without_version(endpoint_)) {
      return refuse("invalid_url", "The URL provided for this request does not match the batch endpoint.", "url",
                    number);
    }
    if (!ids_.insert(std::string(id)).second) {
      return refuse("duplicate_custom_id", "The custom_id '" + std::string(id.substr(0, 100)) + "' is given twice.",
                    "custom_id", number);
    }
    const std::string_view model = text_member(object_of(*member(object, "body")), "model");
    if (input_.model.empty()) input_.model = model;
    if (model != input_.model) {
      return refuse("mismatched_model",
                    "The provided model '" + std::string(model.substr(0, 100)) +
                        "' does not match the model of the lines before, '" + input_.model +
                        "'. All requests of a batch must be for one model.",
                    "body.model", number);
    }
    input_.lines.push_back({std::string(id), line});
  }

  void refuse(std::string_view code, std::string message, std::string_view param, std::size_t line) {
    if (input_.errors.size() == kMostErrors) return;
    input_.errors.push_back({std::string(code), std::move(message), std::string(param), line});
  }

  std::string_view endpoint_;
  BatchInput& input_;
  JsonDocument document_;
  std::unordered_set<std::string> ids_;
};

}  // namespace

std::string_view without_version(std::string_view url) {
  if (url.starts_with("/v1/")) url.remove_prefix(3);
  return url;
}

BatchInput read_batch_input(std::string_view content, std::string_view endpoint) {
  BatchInput input;
  InputChecker checker(endpoint, input);
  std::size_t number = 0;
  std::size_t requests = 0;
  while (!content.empty()) {
    const std::string_view line = content.substr(0, content.find('\n'));
    content.remove_prefix(std::min(content.size(), line.size() + 1));
    ++number;
    if (trimmed(line).empty()) continue;
    if (++requests > kMostBatchLines) {
      input.errors = {{"too_many_tasks", "The input file has more than " + std::to_string(kMostBatchLines) +
                                             " requests, which is the most of one batch."}};
      return input;
    }
    checker.check(trimmed(line), number);
  }
  if (requests == 0) {
    input.errors = {
        {"empty_file", "The input file is empty. Please ensure that the batch contains at least one request."}};
  }
  return input;
}

std::string batch_line_head(std::string_view id, std::string_view custom_id) {
  std::string out = "{\"id\":\"batch_req_";
  out.append(id).append("\",\"custom_id\":");
  append_string(out, custom_id);
  return out;
}

std::string batch_answer(std::string_view id, int status, std::string_view reply) {
  std::string out = ",\"response\":{\"status_code\":";
  append_integer(out, status);
  out.append(",\"request_id\":\"req_").append(id).append("\",\"body\":").append(reply).append("},\"error\":null}\n");
  return out;
}

std::string batch_unanswered(std::string_view code, std::string_view message) {
  std::string out = ",\"response\":null,\"error\":{\"code\":";
  append_string(out, code);
  out += ",\"message\":";
  append_string(out, message);
  return out + "}}\n";
}

}  // namespace oaisim
