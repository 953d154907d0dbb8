// Every error that a client sees, in the shape of the API that was called.
//
//   OpenAI      {"error":{"message":"…","type":"…","param":"…","code":"…"}}
//   Azure       {"error":{"code":"…","message":"…"}}; a refused parameter also has its "type" and "param", and what its
//               content filter refused is {"message","type","param","code","status","innererror"}
//   Anthropic   {"type":"error","error":{"type":"…","message":"…"},"request_id":"req_…"}; the type is that of the
//   status
//
// Messages never carry a key or any other secret.
// Thread safety: plain values and pure functions.
// Source: OpenAI API reference, "Error codes"; Azure OpenAI REST reference; Claude API reference, "Errors"; replies of
// all three services.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace oaisim {

enum class ApiShape { openai, azure, anthropic };

struct ApiError {
  int status = 400;
  std::string message;
  std::string type = "invalid_request_error";
  std::string param = {};  // empty: null
  std::string code = {};   // empty: null on OpenAI, the status on Azure
  std::string inner = {};  // the JSON of Azure's "innererror"; empty: none
};

// The JSON body of `error` in `shape`; only Anthropic's names the request.
std::string error_body(const ApiError& error, ApiShape shape, std::string_view request_id = {});

// Which API a path belongs to: /openai/... is Azure's, /v1/messages and what is below it Anthropic's.
ApiShape shape_of_path(std::string_view path);

// --- a request that cannot be read ---
ApiError malformed_form(std::string_view problem);
ApiError unsupported_content_type(std::string_view given, std::string_view supported);
ApiError content_too_large(std::uint64_t most_bytes, std::uint64_t given_bytes);
ApiError malformed_json(ApiShape shape = ApiShape::openai);
ApiError unreadable_request(int status, std::string_view reason);  // before it was a request: 400, 408, 413, 431 …

// --- parameters; `param` is a path such as messages[0].role ---
ApiError invalid_type(std::string param, std::string_view expected, std::string_view got);
ApiError missing_parameter(std::string param);
ApiError unknown_parameter(std::string param);
ApiError invalid_value(std::string param, std::string_view got, std::string_view supported);
ApiError invalid_parameter(std::string param, std::string_view problem, std::string_view code);
ApiError unknown_input_file(std::string_view id, std::string param);
ApiError not_in_a_batch(std::string_view param);
ApiError input_too_long();  // of a response
ApiError max_tokens_too_large(std::string param, std::int64_t given, std::int64_t supported, std::string_view model,
                              ApiShape shape);
ApiError context_length_exceeded(std::int64_t limit, std::int64_t prompt, std::int64_t completion, ApiShape shape);
ApiError prompt_too_long(std::int64_t limit, std::int64_t prompt, std::int64_t completion);  // without messages
ApiError unknown_token(std::string_view param, std::uint64_t token);
ApiError unsupported_parameter(std::string_view param, std::string_view instead);  // `instead` may be empty
ApiError unsupported_temperature();
ApiError unsupported_content(std::string_view type, std::string param);  // of a message, by this model
ApiError nothing_spoken();                                               // neither way, with a model that is for audio
ApiError not_supported_with(std::string_view param, std::string_view other);
ApiError not_streamed(std::string_view param, std::string_view got, std::string_view supported);
ApiError filtered_prompt(std::string_view results);  // JSON of what the content filter found
ApiError unrecognized_argument(std::string_view param);
ApiError fixed_dimensions();
ApiError too_many_dimensions(std::int64_t given, std::int64_t most);
ApiError too_many_embedded_tokens(std::int64_t given, std::int64_t most);
ApiError invalid_input();                           // of what embeds or judges texts
ApiError invalid_header(std::string_view message);  // of the simulator's own x-sim-* headers

// --- who calls, and what ---
ApiError missing_key(ApiShape shape);
ApiError wrong_key(ApiShape shape);
ApiError unknown_model(std::string_view name, ApiShape shape);
ApiError not_a_chat_model(std::string_view model, ApiShape shape);
ApiError not_a_completion_model(std::string_view model, ApiShape shape);
ApiError not_a_response_model(std::string_view model);
ApiError not_an_embedding_model(std::string_view model, ApiShape shape);
// Any other operation: `operation` is Azure's name of it, `models` those that the catalogue has for it.
ApiError wrong_model(std::string_view operation, std::string_view model, std::string_view models, ApiShape shape);
ApiError unknown_image();  // at an address that an earlier reply may have named
ApiError unknown_url(std::string_view method_name, std::string_view path, ApiShape shape);
ApiError wrong_method(std::string_view method_name, std::string_view path, ApiShape shape);
ApiError missing_api_version();     // Azure
ApiError missing_version_header();  // Anthropic
ApiError unknown_version(std::string_view version);

// --- load ---
ApiError rate_limited(std::string message, std::string_view limit_type, ApiShape shape);
ApiError overloaded(ApiShape shape, std::string_view request_id);
ApiError too_many_replies();  // more than the simulator holds in memory at once

}  // namespace oaisim
