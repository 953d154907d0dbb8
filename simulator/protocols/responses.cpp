#include "simulator/protocols/responses.h"

#include "common/text/utf8_length.h"
#include "simulator/protocols/json_members.h"
#include "simulator/protocols/responses_fields.h"
#include "simulator/protocols/responses_input.h"
#include "simulator/protocols/responses_reply.h"
#include "simulator/protocols/responses_schema.h"

namespace oaisim {
namespace {

using Found = std::optional<ApiError>;

ApiError previous_response_not_found(std::string_view id) {
  return {.message = "Previous response with id '" + std::string(id.substr(0, 100)) + "' not found.",
          .param = "previous_response_id",
          .code = "previous_response_not_found"};
}

ApiError nothing_given() {
  return {.message = "One of \"input\" or \"previous_response_id\" or 'prompt' or 'conversation_id' must be provided.",
          .param = "input",
          .code = "missing_one_of_required_parameters"};
}

// What is kept on the service and is not simulated is not found.
Found check_elsewhere(JsonObject body) {
  const auto not_found = [](std::string_view what, std::string_view id, std::string_view param) {
    return ApiError{.status = 404,
                    .message = std::string(what) + " with id '" + std::string(id.substr(0, 100)) + "' not found.",
                    .param = std::string(param)};
  };
  if (const auto prompt = member(body, "prompt")) {
    return not_found("Prompt", text_member(object_of(*prompt), "id"), "prompt.id");
  }
  if (const auto conversation = member(body, "conversation")) {
    const auto id = conversation->is_string() ? text_of(*conversation) : text_member(object_of(*conversation), "id");
    return not_found("Conversation", id, "conversation");
  }
  return std::nullopt;
}

bool is_empty(JsonValue input) { return input.is_string() ? text_of(input).empty() : array_of(input).size() == 0; }

Found check_input(const std::optional<JsonValue>& input, bool has_previous) {
  if (!input) return has_previous ? Found() : nothing_given();
  if (!input->is_string() && !input->is_array()) {
    return invalid_type("input", "one of a string or an array of input items", "another value");
  }
  return is_empty(*input) && !has_previous ? Found(nothing_given()) : Found();
}

// What counts: the turns before, the instructions, the input and the tools.
Found read_prompt(JsonObject object, const ResponseStore& store, const FileObjects& files, ResponsesCall& call,
                  DecodedRequest& request) {
  if (auto error = check_elsewhere(object)) return error;
  std::shared_ptr<const ResponseRecord> previous;
  if (const std::string_view id = text_member(object, "previous_response_id"); !id.empty()) {
    previous = store.find(id);
    if (previous == nullptr) return previous_response_not_found(id);
    request.earlier_tokens = previous->context_tokens;
  }
  const auto input = member(object, "input");
  if (auto error = check_input(input, previous != nullptr)) return error;
  if (!call.instructions.empty()) read_instructions(text_member(object, "instructions"), request);
  if (input) {
    if (auto error = read_response_input(*input, {store, files, previous.get()}, call, request)) return error;
  }
  if (auto error = read_response_tools(object, request)) return error;
  return read_text_format(object, request);
}

class InputTokensEncoder final : public ReplyEncoder {
 public:
  explicit InputTokensEncoder(TokenCount tokens) : tokens_(tokens) {}

  void whole(std::string& out) override {
    out += R"({"object":"response.input_tokens","input_tokens":)" + std::to_string(tokens_) + "}";
  }

 private:
  TokenCount tokens_;
};

}  // namespace

Found ResponseInputTokens::decode(JsonValue body, const CallAddress& /*address*/, DecodedRequest& request) const {
  if (auto error = check_shape(kInputTokensShape, body)) return error;
  const JsonObject object = object_of(body);
  auto call = std::make_shared<ResponsesCall>();
  call->store = false;
  request.model = text_member(object, "model");
  call->instructions = text_member(object, "instructions");
  if (auto error = read_prompt(object, store_, files_, *call, request)) return error;
  request.responses = std::move(call);
  if (request.model.empty()) return missing_parameter("model");
  return std::nullopt;
}

std::unique_ptr<ReplyEncoder> ResponseInputTokens::encoder(const DecodedRequest& /*request*/, ReplyFacts facts,
                                                           const Generation& /*generation*/) const {
  return std::make_unique<InputTokensEncoder>(facts.prompt_tokens);
}

Found Responses::decode(JsonValue body, const CallAddress& /*address*/, DecodedRequest& request) const {
  if (auto error = check_shape(kResponsesShape, body)) return error;
  const JsonObject object = object_of(body);
  auto call = std::make_shared<ResponsesCall>();
  read_response_fields(object, *call, request);
  if (request.background && !call->store) {
    return ApiError{.message = "Background responses must be stored: 'background' requires 'store' to be true.",
                    .param = "background"};
  }
  if (auto error = read_prompt(object, store_, files_, *call, request)) return error;
  call->parameters = repeated_parameters(object);
  request.responses = std::move(call);
  if (request.model.empty()) return missing_parameter("model");
  return std::nullopt;
}

std::unique_ptr<ReplyEncoder> Responses::encoder(const DecodedRequest& request, ReplyFacts facts,
                                                 const Generation& generation) const {
  return std::make_unique<ResponsesReplyEncoder>(request, std::move(facts), generation, store_, clock_);
}

}  // namespace oaisim
