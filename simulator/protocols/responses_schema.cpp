#include "simulator/protocols/responses_schema.h"

#include <string>

#include "simulator/protocols/hosted_items_schema.h"
#include "simulator/protocols/request_fields.h"
#include "simulator/protocols/response_tools_schema.h"

namespace oaisim {
namespace {

using Kind = Shape::Kind;

// --- content ---------------------------------------------------------------------------------------------

constexpr Shape kDetail = or_null(one_of<"auto", "low", "high", "original">());
constexpr Field kTextFields[] = {
    {"type", &kString, true}, {"text", &kLongTextShape, true}, {"prompt_cache_breakpoint", &kCacheBreakpointShape}};
constexpr Field kImageFields[] = {{"type", &kString, true},
                                  {"image_url", &kNullableString},
                                  {"file_id", &kNullableString},
                                  {"detail", &kDetail},
                                  {"prompt_cache_breakpoint", &kCacheBreakpointShape}};
constexpr Field kFileFields[] = {{"type", &kString, true},
                                 {"file_id", &kNullableString},
                                 {"filename", &kNullableString},
                                 {"file_data", &kNullableString},
                                 {"file_url", &kNullableString},
                                 {"detail", &kNullableString},
                                 {"prompt_cache_breakpoint", &kCacheBreakpointShape}};
constexpr Field kFileCitationFields[] = {
    {"type", &kString, true}, {"file_id", &kString, true}, {"index", &kInteger, true}, {"filename", &kString, true}};
constexpr Field kUrlCitationFields[] = {{"type", &kString, true},
                                        {"url", &kString, true},
                                        {"start_index", &kInteger, true},
                                        {"end_index", &kInteger, true},
                                        {"title", &kString, true}};
constexpr Field kContainerCitationFields[] = {{"type", &kString, true},       {"container_id", &kString, true},
                                              {"file_id", &kString, true},    {"start_index", &kInteger, true},
                                              {"end_index", &kInteger, true}, {"filename", &kString, true}};
constexpr Field kFilePathFields[] = {{"type", &kString, true}, {"file_id", &kString, true}, {"index", &kInteger, true}};
constexpr Shape kFileCitation = open_object(kFileCitationFields);
constexpr Shape kUrlCitation = open_object(kUrlCitationFields);
constexpr Shape kContainerCitation = open_object(kContainerCitationFields);
constexpr Shape kFilePath = open_object(kFilePathFields);
constexpr TaggedShape kAnnotationKinds[] = {{"file_citation", &kFileCitation},
                                            {"url_citation", &kUrlCitation},
                                            {"container_file_citation", &kContainerCitation},
                                            {"file_path", &kFilePath}};
constexpr Shape kAnnotation = tagged_by_type(kAnnotationKinds);
constexpr Shape kAnnotations = or_null(list_of(&kAnnotation));
constexpr Shape kTokenBytes = list_of(&kInteger);
constexpr Field kTopTokenFields[] = {
    {"token", &kString, true}, {"logprob", &kNumber, true}, {"bytes", &kTokenBytes, true}};
constexpr Shape kTopToken{.kind = Kind::object, .fields = kTopTokenFields};
constexpr Shape kTopTokens = list_of(&kTopToken);
constexpr Field kTokenFields[] = {{"token", &kString, true},
                                  {"logprob", &kNumber, true},
                                  {"bytes", &kTokenBytes, true},
                                  {"top_logprobs", &kTopTokens, true}};
constexpr Shape kToken{.kind = Kind::object, .fields = kTokenFields};
constexpr Shape kTokens = or_null(list_of(&kToken));
constexpr Field kOutputTextFields[] = {
    {"type", &kString, true}, {"text", &kLongTextShape, true}, {"annotations", &kAnnotations}, {"logprobs", &kTokens}};
constexpr Field kRefusalFields[] = {{"type", &kString, true}, {"refusal", &kString, true}};

constexpr Shape kTextPart{.kind = Kind::object, .fields = kTextFields};
constexpr Shape kImagePart{.kind = Kind::object, .fields = kImageFields};
constexpr Shape kFilePart{.kind = Kind::object, .fields = kFileFields};
constexpr Shape kOutputTextPart{.kind = Kind::object, .fields = kOutputTextFields};
constexpr Shape kRefusalPart{.kind = Kind::object, .fields = kRefusalFields};
constexpr TaggedShape kInputPartKinds[] = {
    {"input_text", &kTextPart}, {"input_image", &kImagePart}, {"input_file", &kFilePart}};
constexpr TaggedShape kOutputPartKinds[] = {{"output_text", &kOutputTextPart}, {"refusal", &kRefusalPart}};
constexpr Shape kInputPart = tagged_by_type(kInputPartKinds);
constexpr Shape kOutputPart = tagged_by_type(kOutputPartKinds);
constexpr Shape kInputParts = list_of(&kInputPart);
constexpr Shape kOutputParts = list_of(&kOutputPart);
constexpr const Shape* kContentKinds[] = {&kLongTextShape, &kInputParts};
constexpr const Shape* kOutputContentKinds[] = {&kLongTextShape, &kOutputParts};
constexpr Shape kContent{.kind = Kind::alternatives, .alternatives = kContentKinds};
constexpr Shape kOutputContent{.kind = Kind::alternatives, .alternatives = kOutputContentKinds};

// --- items -----------------------------------------------------------------------------------------------

constexpr Shape kRole = one_of<"assistant", "system", "developer", "user">();
constexpr Shape kStatus = or_null(one_of<"in_progress", "completed", "incomplete">());

constexpr Field kAssistantFields[] = {{"type", &kString},   {"role", &kRole, true}, {"content", &kOutputContent, true},
                                      {"status", &kStatus}, {"id", &kString},       {"phase", &kNullableString}};
constexpr Field kMessageFields[] = {{"type", &kString},   {"role", &kRole, true}, {"content", &kContent, true},
                                    {"status", &kStatus}, {"id", &kString},       {"phase", &kNullableString}};
constexpr Field kFunctionCallFields[] = {{"type", &kString, true},        {"call_id", &kCallIdShape, true},
                                         {"name", &kString, true},        {"arguments", &kLongTextShape, true},
                                         {"id", &kNullableString},        {"status", &kStatus},
                                         {"namespace", &kNullableString}, {"caller", &kToolCallerShape}};
constexpr Field kCallOutputFields[] = {{"type", &kString, true},
                                       {"call_id", &kNullableCallIdShape},
                                       {"output", &kContent, true},
                                       {"id", &kNullableString},
                                       {"status", &kStatus},
                                       {"name", &kNullableString},
                                       {"namespace", &kNullableString},
                                       {"caller", &kToolCallerShape}};
constexpr Field kCustomOutputFields[] = {{"type", &kString, true},
                                         {"call_id", &kCallIdShape, true},
                                         {"output", &kContent, true},
                                         {"id", &kNullableString},
                                         {"status", &kStatus},
                                         {"name", &kNullableString},
                                         {"namespace", &kNullableString},
                                         {"caller", &kToolCallerShape}};
constexpr Field kCustomCallFields[] = {{"type", &kString, true},        {"call_id", &kCallIdShape, true},
                                       {"name", &kString, true},        {"input", &kLongTextShape, true},
                                       {"id", &kNullableString},        {"status", &kStatus},
                                       {"namespace", &kNullableString}, {"caller", &kToolCallerShape}};
constexpr Field kThoughtFields[] = {{"type", &kString, true}, {"text", &kString, true}};
constexpr Shape kThought{.kind = Kind::object, .fields = kThoughtFields};
constexpr Shape kSummary = list_of(&kThought);
constexpr Shape kThoughts = or_null(list_of(&kThought));
constexpr Field kReasoningItemFields[] = {{"type", &kString, true},     {"id", &kNullableString},
                                          {"summary", &kSummary, true}, {"encrypted_content", &kNullableString},
                                          {"content", &kThoughts},      {"status", &kStatus}};
constexpr Field kReferenceFields[] = {{"type", &kNullableString}, {"id", &kString, true}};

constexpr Shape kAssistantMessage{.kind = Kind::object, .fields = kAssistantFields};
constexpr Shape kInputMessage{.kind = Kind::object, .fields = kMessageFields};
constexpr TaggedShape kMessageRoles[] = {{"assistant", &kAssistantMessage},
                                         {"system", &kInputMessage},
                                         {"developer", &kInputMessage},
                                         {"user", &kInputMessage}};
constexpr Shape kMessage{.kind = Kind::tagged, .tag = "role", .tagged = kMessageRoles};
constexpr Shape kFunctionCall{.kind = Kind::object, .fields = kFunctionCallFields};
constexpr Shape kCallOutput{.kind = Kind::object, .fields = kCallOutputFields};
constexpr Shape kCustomOutput{.kind = Kind::object, .fields = kCustomOutputFields};
constexpr Shape kCustomCall{.kind = Kind::object, .fields = kCustomCallFields};
constexpr Shape kReasoningItem{.kind = Kind::object, .fields = kReasoningItemFields};
constexpr Shape kReference{.kind = Kind::object, .fields = kReferenceFields};

constexpr TaggedShape kItems[] = {{"message", &kMessage},
                                  {"function_call", &kFunctionCall},
                                  {"function_call_output", &kCallOutput},
                                  {"custom_tool_call", &kCustomCall},
                                  {"custom_tool_call_output", &kCustomOutput},
                                  {"reasoning", &kReasoningItem},
                                  {"item_reference", &kReference}};

// --- the rest --------------------------------------------------------------------------------------------

constexpr Shape kSchemaName{.kind = Kind::string, .minimum = 1, .maximum = 64};
constexpr Field kSchemaFormatFields[] = {{"type", &kString, true},
                                         {"name", &kSchemaName, true},
                                         {"schema", &kAnyObject, true},
                                         {"description", &kNullableString},
                                         {"strict", &kNullableBoolean}};
constexpr Shape kSchemaFormat{.kind = Kind::object, .fields = kSchemaFormatFields};
constexpr TaggedShape kFormatKinds[] = {
    {"text", &kTypeOnly}, {"json_object", &kTypeOnly}, {"json_schema", &kSchemaFormat}};
constexpr Shape kFormat = or_null(tagged_by_type(kFormatKinds));
constexpr Field kTextOptionFields[] = {{"format", &kFormat}, {"verbosity", &kVerbosityShape}};
constexpr Shape kTextOptions{.kind = Kind::object, .nullable = true, .fields = kTextOptionFields};

constexpr Shape kSummaryKind = or_null(one_of<"auto", "concise", "detailed">());
constexpr Field kReasoningFields[] = {{"effort", &kReasoningEffortShape},
                                      {"summary", &kSummaryKind},
                                      {"generate_summary", &kSummaryKind},
                                      {"context", &kNullableString},
                                      {"mode", &kNullableString}};
constexpr Shape kReasoning{.kind = Kind::object, .nullable = true, .fields = kReasoningFields};

constexpr Shape kMostOutputTokens{.kind = Kind::integer, .nullable = true, .minimum = 16};
constexpr Shape kMostToolCalls{.kind = Kind::integer, .nullable = true, .minimum = 1};
constexpr Shape kTruncation = or_null(one_of<"auto", "disabled">());
constexpr Shape kTier = or_null(one_of<"auto", "default", "flex", "scale", "priority", "fast", "ultrafast">());
constexpr Shape kIncluded =
    one_of<"file_search_call.results", "web_search_call.results", "web_search_call.action.sources",
           "message.input_image.image_url", "computer_call_output.output.image_url", "code_interpreter_call.outputs",
           "reasoning.encrypted_content", "message.output_text.logprobs">();
constexpr Shape kInclude = or_null(list_of(&kIncluded));
constexpr Field kStreamOptionFields[] = {{"include_obfuscation", &kNullableBoolean}};
constexpr Shape kStreamOptions{.kind = Kind::object, .nullable = true, .fields = kStreamOptionFields};
constexpr Field kPromptFields[] = {
    {"id", &kString, true}, {"version", &kNullableString}, {"variables", &kNullableObject}};
constexpr Shape kPrompt{.kind = Kind::object, .nullable = true, .fields = kPromptFields};
constexpr Field kConversationFields[] = {{"id", &kString, true}};
constexpr Shape kConversationObject{.kind = Kind::object, .fields = kConversationFields};
constexpr const Shape* kConversationKinds[] = {&kString, &kConversationObject};
constexpr Shape kConversation{.kind = Kind::alternatives, .nullable = true, .alternatives = kConversationKinds};

constexpr Shape kThreshold{.kind = Kind::integer, .nullable = true, .minimum = 1000};
constexpr Field kContextEntryFields[] = {{"type", &kString, true}, {"compact_threshold", &kThreshold}};
constexpr Shape kContextEntry{.kind = Kind::object, .fields = kContextEntryFields};
constexpr Shape kContextManagement = or_null(list_of(&kContextEntry));

constexpr Field kRequestFields[] = {
    {"input", &kAny},
    {"model", &kString},
    {"instructions", &kNullableString},
    {"stream", &kNullableBoolean},
    {"max_output_tokens", &kMostOutputTokens},
    {"temperature", &kTemperatureShape},
    {"top_p", &kTopPShape},
    {"tools", &kAny},
    {"tool_choice", &kResponseToolChoiceShape},
    {"parallel_tool_calls", &kNullableBoolean},
    {"max_tool_calls", &kMostToolCalls},
    {"text", &kTextOptions},
    {"reasoning", &kReasoning},
    {"previous_response_id", &kNullableString},
    {"store", &kNullableBoolean},
    {"background", &kNullableBoolean},
    {"include", &kInclude},
    {"metadata", &kMetadataShape},
    {"top_logprobs", &kTopLogprobsShape},
    {"truncation", &kTruncation},
    {"service_tier", &kTier},
    {"stream_options", &kStreamOptions},
    {"user", &kNullableString},
    {"safety_identifier", &kSafetyIdentifierShape},
    {"prompt_cache_key", &kNullableString},
    {"prompt_cache_retention", &kCacheRetentionShape},
    {"prompt_cache_options", &kCacheOptionsShape},
    {"prompt", &kPrompt},
    {"conversation", &kConversation},
    {"context_management", &kContextManagement},
    {"moderation", &kModerationOptionsShape},
};

constexpr Field kInputTokensFields[] = {
    {"input", &kAny},
    {"model", &kNullableString},
    {"instructions", &kNullableString},
    {"tools", &kAny},
    {"tool_choice", &kResponseToolChoiceShape},
    {"parallel_tool_calls", &kNullableBoolean},
    {"text", &kTextOptions},
    {"reasoning", &kReasoning},
    {"previous_response_id", &kNullableString},
    {"truncation", &kTruncation},
    {"personality", &kNullableString},
    {"conversation", &kConversation},
};

}  // namespace

const Shape kResponsesShape{.kind = Kind::object, .fields = kRequestFields};
const Shape kInputTokensShape{.kind = Kind::object, .fields = kInputTokensFields};

std::span<const std::string_view> response_includes() { return kIncluded.choices; }

const Shape* input_item_shape(std::string_view type) {
  for (const auto items : {std::span<const TaggedShape>(kItems), hosted_items()}) {
    for (const auto& item : items) {
      if (item.value == type) return item.shape;
    }
  }
  return nullptr;
}

std::string input_item_types() {
  std::string text;
  for (const auto items : {std::span<const TaggedShape>(kItems), hosted_items()}) {
    for (const auto& item : items) text.append(text.empty() ? "'" : ", '").append(item.value).append("'");
  }
  return text;
}

}  // namespace oaisim
