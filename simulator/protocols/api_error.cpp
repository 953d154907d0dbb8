#include "simulator/protocols/api_error.h"

namespace oaisim {
namespace {

std::string in_quotes(std::string_view text) { return "'" + std::string(text) + "'"; }

ApiError unsupported_operation(std::string_view operation, std::string_view model) {
  return {.message = "The " + std::string(operation) + " operation does not work with the specified model, " +
                     std::string(model) +
                     ". Please choose different model and try again. You can learn more about which models can be used "
                     "with each operation here: https://go.microsoft.com/fwlink/?linkid=2197993.",
          .code = "OperationNotSupported"};
}

}  // namespace

ApiShape shape_of_path(std::string_view path) {
  if (path.starts_with("/openai/") || path == "/openai") return ApiShape::azure;
  return path.starts_with("/v1/messages/") || path == "/v1/messages" ? ApiShape::anthropic : ApiShape::openai;
}

ApiError malformed_json(ApiShape shape) {
  if (shape == ApiShape::anthropic) return {.message = "The request body is not valid JSON."};
  return {.message =
              "We could not parse the JSON body of your request. (HINT: This likely means you aren't using "
              "your HTTP library correctly. The OpenAI API expects a JSON payload, but what was sent was not "
              "valid JSON.)"};
}

ApiError malformed_form(std::string_view problem) {
  return {.message = "Could not parse multipart form: " + std::string(problem)};
}

ApiError unsupported_content_type(std::string_view given, std::string_view supported) {
  return {.message = "Unsupported content type: " + in_quotes(given) + ". This API method only accepts " +
                     in_quotes(supported) + " requests, but you specified the header 'Content-Type: " +
                     std::string(given) + "'. Please try again with a supported content type.",
          .code = "unsupported_content_type"};
}

ApiError content_too_large(std::uint64_t most_bytes, std::uint64_t given_bytes) {
  return {.status = 413,
          .message = "Maximum content size limit (" + std::to_string(most_bytes) + ") exceeded (" +
                     std::to_string(given_bytes) + " bytes read)",
          .type = "server_error"};
}

ApiError unreadable_request(int status, std::string_view reason) {
  return {.status = status, .message = "Your request could not be read: " + std::string(reason) + "."};
}

ApiError invalid_type(std::string param, std::string_view expected, std::string_view got) {
  return {.message = "Invalid type for " + in_quotes(param) + ": expected " + std::string(expected) + ", but got " +
                     std::string(got) + " instead.",
          .param = std::move(param),
          .code = "invalid_type"};
}

ApiError missing_parameter(std::string param) {
  return {.message = param == "model" ? "you must provide a model parameter"
                                      : "Missing required parameter: " + in_quotes(param) + ".",
          .param = std::move(param),
          .code = "missing_required_parameter"};
}

ApiError unknown_parameter(std::string param) {
  return {.message = "Unknown parameter: " + in_quotes(param) + ".",
          .param = std::move(param),
          .code = "unknown_parameter"};
}

ApiError invalid_value(std::string param, std::string_view got, std::string_view supported) {
  return {.message = "Invalid value: " + in_quotes(got) + ". Supported values are: " + std::string(supported) + ".",
          .param = std::move(param),
          .code = "invalid_value"};
}

ApiError invalid_parameter(std::string param, std::string_view problem, std::string_view code) {
  return {.message = "Invalid " + in_quotes(param) + ": " + std::string(problem),
          .param = std::move(param),
          .code = std::string(code)};
}

ApiError max_tokens_too_large(std::string param, std::int64_t given, std::int64_t supported, std::string_view model,
                              ApiShape shape) {
  if (shape == ApiShape::anthropic) {
    return {.message = param + ": " + std::to_string(given) + " > " + std::to_string(supported) +
                       ", which is the maximum allowed number of output tokens for " + std::string(model)};
  }
  return {.message = param + " is too large: " + std::to_string(given) + ". This model supports at most " +
                     std::to_string(supported) + " completion tokens, whereas you provided " + std::to_string(given) +
                     ".",
          .param = std::move(param),
          .code = "invalid_value"};
}

ApiError context_length_exceeded(std::int64_t limit, std::int64_t prompt, std::int64_t completion, ApiShape shape) {
  if (shape == ApiShape::anthropic) {
    if (prompt > limit) {
      return {.message =
                  "prompt is too long: " + std::to_string(prompt) + " tokens > " + std::to_string(limit) + " maximum"};
    }
    return {.message = "input length and `max_tokens` exceed context limit: " + std::to_string(prompt) + " + " +
                       std::to_string(completion) + " > " + std::to_string(limit) +
                       ", decrease input length or `max_tokens` and try again"};
  }
  std::string message = "This model's maximum context length is " + std::to_string(limit) + " tokens. However, ";
  if (completion > 0) {
    message += "you requested " + std::to_string(prompt + completion) + " tokens (" + std::to_string(prompt) +
               " in the messages, " + std::to_string(completion) +
               " in the completion). Please reduce the length of the messages or completion.";
  } else {
    message +=
        "your messages resulted in " + std::to_string(prompt) + " tokens. Please reduce the length of the messages.";
  }
  return {.message = std::move(message), .param = "messages", .code = "context_length_exceeded"};
}

ApiError unknown_input_file(std::string_view id, std::string param) {
  return {.status = 404,
          .message = "File with id " + in_quotes(id.substr(0, 100)) + " not found.",
          .param = std::move(param)};
}

ApiError not_in_a_batch(std::string_view param) {
  return {.message = "The parameter " + in_quotes(param) + " is not supported in the Batch API.",
          .param = std::string(param),
          .code = "unsupported_parameter"};
}

ApiError input_too_long() {
  return {.message = "Your input exceeds the context window of this model. Please adjust your input and try again.",
          .param = "input",
          .code = "context_length_exceeded"};
}

ApiError prompt_too_long(std::int64_t limit, std::int64_t prompt, std::int64_t completion) {
  return {.message = "This model's maximum context length is " + std::to_string(limit) +
                     " tokens, however you requested " + std::to_string(prompt + completion) + " tokens (" +
                     std::to_string(prompt) + " in your prompt; " + std::to_string(completion) +
                     " for the completion). Please reduce your prompt; or completion length."};
}

ApiError unknown_token(std::string_view param, std::uint64_t token) {
  return {.message = "Invalid " + in_quotes(param) + ": " + std::to_string(token) + " is not a token of this model."};
}

ApiError unsupported_parameter(std::string_view param, std::string_view instead) {
  std::string message = "Unsupported parameter: " + in_quotes(param) + " is not supported with this model.";
  if (!instead.empty()) message += " Use " + in_quotes(instead) + " instead.";
  return {.message = std::move(message), .param = std::string(param), .code = "unsupported_parameter"};
}

ApiError unsupported_temperature() {
  return {.message =
              "Unsupported value: 'temperature' does not support this value with this model. Only the default (1) "
              "value is supported.",
          .param = "temperature",
          .code = "unsupported_value"};
}

ApiError not_streamed(std::string_view param, std::string_view got, std::string_view supported) {
  return {.message = "Unsupported value: " + in_quotes(param) + " does not support " + in_quotes(got) +
                     " when stream=true. Supported values are: " + in_quotes(supported) + ".",
          .param = std::string(param),
          .code = "unsupported_value"};
}

ApiError unsupported_content(std::string_view type, std::string param) {
  return {.message = "Invalid content type. " + std::string(type) + " is only supported by certain models.",
          .param = std::move(param)};
}

ApiError nothing_spoken() {
  return {.message = "This model requires that either input content or output modality contain audio.",
          .param = "model",
          .code = "invalid_value"};
}

ApiError not_supported_with(std::string_view param, std::string_view other) {
  return {.message = "Unsupported parameter: " + in_quotes(param) + " is not supported with " + in_quotes(other) + ".",
          .param = std::string(param),
          .code = "unsupported_parameter"};
}

ApiError filtered_prompt(std::string_view results) {
  return {.message =
              "The response was filtered due to the prompt triggering Azure OpenAI's content management policy. "
              "Please modify your prompt and retry. To learn more about our content filtering policies please read "
              "our documentation: https://go.microsoft.com/fwlink/?linkid=2198766",
          .type = "",
          .param = "prompt",
          .code = "content_filter",
          .inner = R"({"code":"ResponsibleAIPolicyViolation","content_filter_result":)" + std::string(results) + "}"};
}

ApiError unrecognized_argument(std::string_view param) {
  return {.message = "Unrecognized request argument supplied: " + std::string(param)};
}

ApiError fixed_dimensions() { return {.message = "This model does not support specifying dimensions."}; }

ApiError too_many_dimensions(std::int64_t given, std::int64_t most) {
  return {.message = "Invalid value for 'dimensions' = " + std::to_string(given) + ". Must be less than or equal to " +
                     std::to_string(most) + "."};
}

ApiError too_many_embedded_tokens(std::int64_t given, std::int64_t most) {
  return {
      .message = "Requested " + std::to_string(given) + " tokens, max " + std::to_string(most) + " tokens per request",
      .type = "max_tokens_per_request",
      .code = "max_tokens_per_request"};
}

ApiError invalid_input() {
  return {.message =
              "'$.input' is invalid. Please check the API reference: "
              "https://platform.openai.com/docs/api-reference."};
}

ApiError invalid_header(std::string_view message) {
  return {.message = std::string(message), .code = "invalid_simulator_header"};
}

ApiError missing_key(ApiShape shape) {
  if (shape == ApiShape::azure) return wrong_key(shape);
  if (shape == ApiShape::anthropic) return {.status = 401, .message = "x-api-key header is required"};
  return {.status = 401,
          .message =
              "You didn't provide an API key. You need to provide your API key in an Authorization header using "
              "Bearer auth (i.e. Authorization: Bearer YOUR_KEY)."};
}

ApiError wrong_key(ApiShape shape) {
  if (shape == ApiShape::anthropic) return {.status = 401, .message = "invalid x-api-key"};
  if (shape == ApiShape::azure) {
    return {.status = 401,
            .message =
                "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a "
                "valid key for an active subscription and use a correct regional API endpoint for your "
                "resource."};
  }
  return {.status = 401,
          .message =
              "Incorrect API key provided. You can find your API key in SIMULATOR_API_KEY or in the log of the "
              "simulator's start.",
          .code = "invalid_api_key"};
}

ApiError unknown_model(std::string_view name, ApiShape shape) {
  if (shape == ApiShape::anthropic) return {.status = 404, .message = "model: " + std::string(name)};
  if (shape == ApiShape::azure) {
    return {.status = 404,
            .message =
                "The API deployment for this resource does not exist. If you created the deployment within the "
                "last 5 minutes, please wait a moment and try again.",
            .code = "DeploymentNotFound"};
  }
  return {.status = 404,
          .message = "The model `" + std::string(name) + "` does not exist or you do not have access to it.",
          .code = "model_not_found"};
}

ApiError not_a_chat_model(std::string_view model, ApiShape shape) {
  if (shape == ApiShape::anthropic) return unknown_model(model, shape);
  if (shape == ApiShape::azure) return unsupported_operation("chatCompletion", model);
  return {.status = 404,
          .message =
              "This is not a chat model and thus not supported in the v1/chat/completions endpoint. Did you mean "
              "to use v1/completions?",
          .param = "model"};
}

ApiError not_a_completion_model(std::string_view model, ApiShape shape) {
  if (shape == ApiShape::azure) return unsupported_operation("completion", model);
  return {.status = 404,
          .message =
              "This is a chat model and not supported in the v1/completions endpoint. Did you mean to use "
              "v1/chat/completions?",
          .param = "model"};
}

ApiError not_a_response_model(std::string_view model) {
  return {.message = "The requested model '" + std::string(model) + "' cannot be used with the Responses API.",
          .param = "model",
          .code = "model_not_found"};
}

ApiError not_an_embedding_model(std::string_view model, ApiShape shape) {
  if (shape == ApiShape::azure) return unsupported_operation("embeddings", model);
  return {.status = 403, .message = "You are not allowed to generate embeddings from this model"};
}

ApiError wrong_model(std::string_view operation, std::string_view model, std::string_view models, ApiShape shape) {
  if (shape == ApiShape::azure) return unsupported_operation(operation, model);
  return invalid_value("model", model, models);
}

ApiError unknown_image() {
  return {.status = 404, .message = "The image does not exist or is no longer kept.", .code = "image_not_found"};
}

ApiError unknown_url(std::string_view method_name, std::string_view path, ApiShape shape) {
  if (shape == ApiShape::azure) return {.status = 404, .message = "Resource not found"};
  if (shape == ApiShape::anthropic) return {.status = 404, .message = "Not found"};
  return {.status = 404,
          .message = "Invalid URL (" + std::string(method_name) + " " + std::string(path) + ")",
          .code = "unknown_url"};
}

ApiError wrong_method(std::string_view method_name, std::string_view path, ApiShape shape) {
  if (shape == ApiShape::anthropic) return {.status = 405, .message = "Method Not Allowed"};
  return {.status = 405,
          .message = "Not allowed to " + std::string(method_name) + " on " + std::string(path) +
                     ". (HINT: Perhaps you meant to use a different HTTP method?)",
          .code = shape == ApiShape::azure ? "405" : "method_not_supported"};
}

ApiError missing_api_version() {
  return {.status = 404, .message = "Resource not found: the query parameter api-version is missing"};
}

ApiError missing_version_header() { return {.message = "anthropic-version: header is required"}; }

ApiError unknown_version(std::string_view version) {
  return {.message = "anthropic-version: \"" + std::string(version) + "\" is not a valid version"};
}

ApiError rate_limited(std::string message, std::string_view limit_type, ApiShape shape) {
  return {.status = 429,
          .message = std::move(message),
          .type = std::string(limit_type),
          .code = shape == ApiShape::azure ? "429" : "rate_limit_exceeded"};
}

ApiError overloaded(ApiShape shape, std::string_view request_id) {
  if (shape == ApiShape::anthropic) return {.status = 529, .message = "Overloaded"};
  if (shape == ApiShape::azure) {
    return {.status = 429,
            .message =
                "The system is currently experiencing high demand and cannot process your request. Your request "
                "exceeds the maximum usage size allowed during peak load. For improved capacity reliability, "
                "consider switching to Provisioned Throughput.",
            .code = "429"};
  }
  return {.status = 429,
          .message =
              "That model is currently overloaded with other requests. You can retry your request, or contact us "
              "through our help center at help.openai.com if the error persists. (Please include the request "
              "ID " +
              std::string(request_id) + " in your message.)",
          .type = "server_error"};
}

ApiError too_many_replies() {
  return {.status = 503,
          .message =
              "The simulator holds as many bytes of replies as --max-buffered-bytes allows. Ask for fewer or "
              "shorter replies at once.",
          .type = "server_error"};
}

}  // namespace oaisim
