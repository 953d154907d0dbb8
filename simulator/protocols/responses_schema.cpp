#include "simulator/protocols/responses_schema.h"

#include <string>

#include "simulator/protocols/hosted_items_schema.h"
#include "simulator/protocols/request_fields.h"
#include "simulator/protocols/response_tools_schema.h"

namespace oaisim {
namespace {

using Kind = Shape::Kind;

constexpr Shape choice(std::span<const std::string_view> values, bool nullable = false) {
  return {.kind = Kind::string, .nullable = nullable, .choices = values};
}

constexpr Shape kOpen{.kind = Kind::object, .nullable = true, .open = true};
constexpr Shape kText{.kind = Kind::string, .maximum = 10'485'760};
constexpr Shape kCallId{.kind = Kind::string, .minimum = 1, .maximum = 64};
constexpr Shape kNullableCallId{.kind = Kind::string, .nullable = true, .minimum = 1, .maximum = 64};

// --- content ---------------------------------------------------------------------------------------------

constexpr std::string_view kDetailValues[] = {"auto", "low", "high", "original"};
constexpr Shape kDetail = choice(kDetailValues, true);
constexpr Field kTextFields[] = {
    {"type", &kString, true}, {"text", &kText, true}, {"prompt_cache_breakpoint", &kCacheBreakpointShape}};
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
constexpr Shape kFileCitation{.kind = Kind::object, .fields = kFileCitationFields, .open = true};
constexpr Shape kUrlCitation{.kind = Kind::object, .fields = kUrlCitationFields, .open = true};
constexpr Shape kContainerCitation{.kind = Kind::object, .fields = kContainerCitationFields, .open = true};
constexpr Shape kFilePath{.kind = Kind::object, .fields = kFilePathFields, .open = true};
constexpr TaggedShape kAnnotationKinds[] = {{"file_citation", &kFileCitation},
                                            {"url_citation", &kUrlCitation},
                                            {"container_file_citation", &kContainerCitation},
                                            {"file_path", &kFilePath}};
constexpr Shape kAnnotation{.kind = Kind::tagged, .tag = "type", .tagged = kAnnotationKinds};
constexpr Shape kAnnotations{.kind = Kind::array, .nullable = true, .items = &kAnnotation};
constexpr Shape kLogprob{.kind = Kind::number};
constexpr Shape kTokenBytes{.kind = Kind::array, .items = &kInteger};
constexpr Field kTopTokenFields[] = {
    {"token", &kString, true}, {"logprob", &kLogprob, true}, {"bytes", &kTokenBytes, true}};
constexpr Shape kTopToken{.kind = Kind::object, .fields = kTopTokenFields};
constexpr Shape kTopTokens{.kind = Kind::array, .items = &kTopToken};
constexpr Field kTokenFields[] = {{"token", &kString, true},
                                  {"logprob", &kLogprob, true},
                                  {"bytes", &kTokenBytes, true},
                                  {"top_logprobs", &kTopTokens, true}};
constexpr Shape kToken{.kind = Kind::object, .fields = kTokenFields};
constexpr Shape kTokens{.kind = Kind::array, .nullable = true, .items = &kToken};
constexpr Field kOutputTextFields[] = {
    {"type", &kString, true}, {"text", &kText, true}, {"annotations", &kAnnotations}, {"logprobs", &kTokens}};
constexpr Field kRefusalFields[] = {{"type", &kString, true}, {"refusal", &kString, true}};

constexpr Shape kTextPart{.kind = Kind::object, .fields = kTextFields};
constexpr Shape kImagePart{.kind = Kind::object, .fields = kImageFields};
constexpr Shape kFilePart{.kind = Kind::object, .fields = kFileFields};
constexpr Shape kOutputTextPart{.kind = Kind::object, .fields = kOutputTextFields};
constexpr Shape kRefusalPart{.kind = Kind::object, .fields = kRefusalFields};
constexpr TaggedShape kInputPartKinds[] = {
    {"input_text", &kTextPart}, {"input_image", &kImagePart}, {"input_file", &kFilePart}};
constexpr TaggedShape kOutputPartKinds[] = {{"output_text", &kOutputTextPart}, {"refusal", &kRefusalPart}};
constexpr Shape kInputPart{.kind = Kind::tagged, .tag = "type", .tagged = kInputPartKinds};
constexpr Shape kOutputPart{.kind = Kind::tagged, .tag = "type", .tagged = kOutputPartKinds};
constexpr Shape kInputParts{.kind = Kind::array, .items = &kInputPart};
constexpr Shape kOutputParts{.kind = Kind::array, .items = &kOutputPart};
constexpr const Shape* kContentKinds[] = {&kText, &kInputParts};
constexpr const Shape* kOutputContentKinds[] = {&kText, &kOutputParts};
constexpr Shape kContent{.kind = Kind::alternatives, .alternatives = kContentKinds};
constexpr Shape kOutputContent{.kind = Kind::alternatives, .alternatives = kOutputContentKinds};

// --- items -----------------------------------------------------------------------------------------------

constexpr std::string_view kRoleValues[] = {"assistant", "system", "developer", "user"};
constexpr Shape kRole = choice(kRoleValues);
constexpr std::string_view kStatusValues[] = {"in_progress", "completed", "incomplete"};
constexpr Shape kStatus = choice(kStatusValues, true);

constexpr Field kAssistantFields[] = {{"type", &kString},   {"role", &kRole, true}, {"content", &kOutputContent, true},
                                      {"status", &kStatus}, {"id", &kString},       {"phase", &kNullableString}};
constexpr Field kMessageFields[] = {{"type", &kString},   {"role", &kRole, true}, {"content", &kContent, true},
                                    {"status", &kStatus}, {"id", &kString},       {"phase", &kNullableString}};
constexpr Field kFunctionCallFields[] = {{"type", &kString, true},        {"call_id", &kCallId, true},
                                         {"name", &kString, true},        {"arguments", &kText, true},
                                         {"id", &kNullableString},        {"status", &kStatus},
                                         {"namespace", &kNullableString}, {"caller", &kToolCallerShape}};
constexpr Field kCallOutputFields[] = {
    {"type", &kString, true},        {"call_id", &kNullableCallId}, {"output", &kContent, true},
    {"id", &kNullableString},        {"status", &kStatus},          {"name", &kNullableString},
    {"namespace", &kNullableString}, {"caller", &kToolCallerShape}};
constexpr Field kCustomOutputFields[] = {
    {"type", &kString, true},        {"call_id", &kCallId, true},  {"output", &kContent, true},
    {"id", &kNullableString},        {"status", &kStatus},         {"name", &kNullableString},
    {"namespace", &kNullableString}, {"caller", &kToolCallerShape}};
constexpr Field kCustomCallFields[] = {{"type", &kString, true},        {"call_id", &kCallId, true},
                                       {"name", &kString, true},        {"input", &kText, true},
                                       {"id", &kNullableString},        {"status", &kStatus},
                                       {"namespace", &kNullableString}, {"caller", &kToolCallerShape}};
constexpr Field kThoughtFields[] = {{"type", &kString, true}, {"text", &kString, true}};
constexpr Shape kThought{.kind = Kind::object, .fields = kThoughtFields};
constexpr Shape kSummary{.kind = Kind::array, .items = &kThought};
constexpr Shape kThoughts{.kind = Kind::array, .nullable = true, .items = &kThought};
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

constexpr Field kTypeOnlyFields[] = {{"type", &kString, true}};
constexpr Shape kTypeOnly{.kind = Kind::object, .fields = kTypeOnlyFields};
constexpr Shape kSchemaName{.kind = Kind::string, .minimum = 1, .maximum = 64};
constexpr Shape kSchema{.kind = Kind::object, .open = true};
constexpr Field kSchemaFormatFields[] = {{"type", &kString, true},
                                         {"name", &kSchemaName, true},
                                         {"schema", &kSchema, true},
                                         {"description", &kNullableString},
                                         {"strict", &kNullableBoolean}};
constexpr Shape kSchemaFormat{.kind = Kind::object, .fields = kSchemaFormatFields};
constexpr TaggedShape kFormatKinds[] = {
    {"text", &kTypeOnly}, {"json_object", &kTypeOnly}, {"json_schema", &kSchemaFormat}};
constexpr Shape kFormat{.kind = Kind::tagged, .nullable = true, .tag = "type", .tagged = kFormatKinds};
constexpr std::string_view kVerbosityValues[] = {"low", "medium", "high"};
constexpr Shape kVerbosity = choice(kVerbosityValues, true);
constexpr Field kTextOptionFields[] = {{"format", &kFormat}, {"verbosity", &kVerbosity}};
constexpr Shape kTextOptions{.kind = Kind::object, .nullable = true, .fields = kTextOptionFields};

constexpr std::string_view kEffortValues[] = {"none", "minimal", "low", "medium", "high", "xhigh", "max"};
constexpr Shape kEffort = choice(kEffortValues, true);
constexpr std::string_view kSummaryValues[] = {"auto", "concise", "detailed"};
constexpr Shape kSummaryKind = choice(kSummaryValues, true);
constexpr Field kReasoningFields[] = {{"effort", &kEffort},
                                      {"summary", &kSummaryKind},
                                      {"generate_summary", &kSummaryKind},
                                      {"context", &kNullableString},
                                      {"mode", &kNullableString}};
constexpr Shape kReasoning{.kind = Kind::object, .nullable = true, .fields = kReasoningFields};

constexpr Shape kMostOutputTokens{.kind = Kind::integer, .nullable = true, .minimum = 16};
constexpr Shape kMostToolCalls{.kind = Kind::integer, .nullable = true, .minimum = 1};
constexpr Shape kTopLogprobs{.kind = Kind::integer, .nullable = true, .minimum = 0, .maximum = 20};
constexpr Shape kSafetyIdentifier{.kind = Kind::string, .nullable = true, .maximum = 64};
constexpr std::string_view kTruncationValues[] = {"auto", "disabled"};
constexpr Shape kTruncation = choice(kTruncationValues, true);
constexpr std::string_view kTierValues[] = {"auto", "default", "flex", "scale", "priority", "fast", "ultrafast"};
constexpr Shape kTier = choice(kTierValues, true);
constexpr std::string_view kRetentionValues[] = {"in_memory", "in-memory", "24h"};
constexpr Shape kRetention = choice(kRetentionValues, true);
constexpr std::string_view kIncludeValues[] = {"file_search_call.results",
                                               "web_search_call.results",
                                               "web_search_call.action.sources",
                                               "message.input_image.image_url",
                                               "computer_call_output.output.image_url",
                                               "code_interpreter_call.outputs",
                                               "reasoning.encrypted_content",
                                               "message.output_text.logprobs"};
constexpr Shape kIncluded = choice(kIncludeValues);
constexpr Shape kInclude{.kind = Kind::array, .nullable = true, .items = &kIncluded};
constexpr Field kStreamOptionFields[] = {{"include_obfuscation", &kNullableBoolean}};
constexpr Shape kStreamOptions{.kind = Kind::object, .nullable = true, .fields = kStreamOptionFields};
constexpr Field kPromptFields[] = {{"id", &kString, true}, {"version", &kNullableString}, {"variables", &kOpen}};
constexpr Shape kPrompt{.kind = Kind::object, .nullable = true, .fields = kPromptFields};
constexpr Field kConversationFields[] = {{"id", &kString, true}};
constexpr Shape kConversationObject{.kind = Kind::object, .fields = kConversationFields};
constexpr const Shape* kConversationKinds[] = {&kString, &kConversationObject};
constexpr Shape kConversation{.kind = Kind::alternatives, .nullable = true, .alternatives = kConversationKinds};

constexpr Shape kThreshold{.kind = Kind::integer, .nullable = true, .minimum = 1000};
constexpr Field kContextEntryFields[] = {{"type", &kString, true}, {"compact_threshold", &kThreshold}};
constexpr Shape kContextEntry{.kind = Kind::object, .fields = kContextEntryFields};
constexpr Shape kContextManagement{.kind = Kind::array, .nullable = true, .items = &kContextEntry};

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
    {"top_logprobs", &kTopLogprobs},
    {"truncation", &kTruncation},
    {"service_tier", &kTier},
    {"stream_options", &kStreamOptions},
    {"user", &kNullableString},
    {"safety_identifier", &kSafetyIdentifier},
    {"prompt_cache_key", &kNullableString},
    {"prompt_cache_retention", &kRetention},
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

std::span<const std::string_view> response_includes() { return kIncludeValues; }

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
