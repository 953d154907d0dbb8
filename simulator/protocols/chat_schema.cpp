#include "simulator/protocols/chat_schema.h"

#include "simulator/protocols/request_fields.h"

namespace oaisim {
namespace {

using Kind = Shape::Kind;

// --- content ---------------------------------------------------------------------------------------------

constexpr Shape kDetail = one_of<"auto", "low", "high", "original">();
constexpr Shape kAudioInputFormat = one_of<"wav", "mp3">();

constexpr Field kTextPartFields[] = {
    {"type", &kString, true}, {"text", &kLongTextShape, true}, {"prompt_cache_breakpoint", &kCacheBreakpointShape}};
constexpr Field kRefusalPartFields[] = {{"type", &kString, true}, {"refusal", &kString, true}};
constexpr Field kImageUrlFields[] = {{"url", &kString, true}, {"detail", &kDetail}};
constexpr Shape kImageUrl{.kind = Kind::object, .fields = kImageUrlFields};
constexpr Field kImagePartFields[] = {
    {"type", &kString, true}, {"image_url", &kImageUrl, true}, {"prompt_cache_breakpoint", &kCacheBreakpointShape}};
constexpr Field kInputAudioFields[] = {{"data", &kString, true}, {"format", &kAudioInputFormat, true}};
constexpr Shape kInputAudio{.kind = Kind::object, .fields = kInputAudioFields};
constexpr Field kAudioPartFields[] = {
    {"type", &kString, true}, {"input_audio", &kInputAudio, true}, {"prompt_cache_breakpoint", &kCacheBreakpointShape}};
constexpr Field kFileFields[] = {{"filename", &kString}, {"file_data", &kString}, {"file_id", &kString}};
constexpr Shape kFileContent{.kind = Kind::object, .fields = kFileFields};
constexpr Field kFilePartFields[] = {
    {"type", &kString, true}, {"file", &kFileContent, true}, {"prompt_cache_breakpoint", &kCacheBreakpointShape}};

constexpr Shape kTextPart{.kind = Kind::object, .fields = kTextPartFields};
constexpr Shape kRefusalPart{.kind = Kind::object, .fields = kRefusalPartFields};
constexpr Shape kImagePart{.kind = Kind::object, .fields = kImagePartFields};
constexpr Shape kAudioPart{.kind = Kind::object, .fields = kAudioPartFields};
constexpr Shape kFilePart{.kind = Kind::object, .fields = kFilePartFields};

constexpr TaggedShape kTextOnly[] = {{"text", &kTextPart}};
constexpr TaggedShape kUserParts[] = {
    {"text", &kTextPart}, {"image_url", &kImagePart}, {"input_audio", &kAudioPart}, {"file", &kFilePart}};
constexpr TaggedShape kAssistantParts[] = {{"text", &kTextPart}, {"refusal", &kRefusalPart}};

constexpr Shape kTextOnlyPart = tagged_by_type(kTextOnly);
constexpr Shape kUserPart = tagged_by_type(kUserParts);
constexpr Shape kAssistantPart = tagged_by_type(kAssistantParts);
constexpr Shape kTextOnlyArray{.kind = Kind::array, .minimum = 1, .items = &kTextOnlyPart};
constexpr Shape kUserArray{.kind = Kind::array, .minimum = 1, .items = &kUserPart};
constexpr Shape kAssistantArray{.kind = Kind::array, .minimum = 1, .items = &kAssistantPart};

constexpr const Shape* kTextContentKinds[] = {&kLongTextShape, &kTextOnlyArray};
constexpr const Shape* kUserContentKinds[] = {&kLongTextShape, &kUserArray};
constexpr const Shape* kAssistantContentKinds[] = {&kLongTextShape, &kAssistantArray};
constexpr Shape kTextContent{.kind = Kind::alternatives, .alternatives = kTextContentKinds};
constexpr Shape kUserContent{.kind = Kind::alternatives, .alternatives = kUserContentKinds};
constexpr Shape kAssistantContent{.kind = Kind::alternatives, .nullable = true, .alternatives = kAssistantContentKinds};

// --- messages --------------------------------------------------------------------------------------------

constexpr Field kCalledFunctionFields[] = {{"name", &kString, true}, {"arguments", &kString, true}};
constexpr Shape kCalledFunction{.kind = Kind::object, .nullable = true, .fields = kCalledFunctionFields};
constexpr Field kCalledCustomFields[] = {{"name", &kString, true}, {"input", &kString, true}};
constexpr Shape kCalledCustom{.kind = Kind::object, .fields = kCalledCustomFields};
constexpr Field kFunctionCallFields[] = {
    {"id", &kString, true}, {"type", &kString, true}, {"function", &kCalledFunction, true}, {"index", &kInteger}};
constexpr Field kCustomCallFields[] = {
    {"id", &kString, true}, {"type", &kString, true}, {"custom", &kCalledCustom, true}, {"index", &kInteger}};
constexpr Shape kFunctionCallObject{.kind = Kind::object, .fields = kFunctionCallFields};
constexpr Shape kCustomCallObject{.kind = Kind::object, .fields = kCustomCallFields};
constexpr TaggedShape kToolCallKinds[] = {{"function", &kFunctionCallObject}, {"custom", &kCustomCallObject}};
constexpr Shape kToolCall = tagged_by_type(kToolCallKinds);
constexpr Shape kToolCalls{.kind = Kind::array, .nullable = true, .maximum = 128, .items = &kToolCall};
constexpr Field kAudioReferenceFields[] = {{"id", &kString, true}};
constexpr Shape kAudioReference = or_null(open_object(kAudioReferenceFields));

constexpr Field kSystemFields[] = {
    {"role", &kString, true}, {"content", &kTextContent, true}, {"name", &kNullableString}};
constexpr Field kUserFields[] = {
    {"role", &kString, true}, {"content", &kUserContent, true}, {"name", &kNullableString}};
constexpr Field kAssistantFields[] = {{"role", &kString, true},
                                      {"content", &kAssistantContent},
                                      {"refusal", &kNullableString},
                                      {"name", &kNullableString},
                                      {"audio", &kAudioReference},
                                      {"tool_calls", &kToolCalls},
                                      {"function_call", &kCalledFunction},
                                      {"annotations", &kNullableAny}};
constexpr Field kToolFields[] = {{"role", &kString, true},
                                 {"content", &kTextContent, true},
                                 {"tool_call_id", &kString, true},
                                 {"name", &kNullableString}};
constexpr Field kFunctionFields[] = {
    {"role", &kString, true}, {"content", &kNullableString, true}, {"name", &kString, true}};

constexpr Shape kSystemMessage{.kind = Kind::object, .fields = kSystemFields};
constexpr Shape kUserMessage{.kind = Kind::object, .fields = kUserFields};
constexpr Shape kAssistantMessage{.kind = Kind::object, .fields = kAssistantFields};
constexpr Shape kToolMessage{.kind = Kind::object, .fields = kToolFields};
constexpr Shape kFunctionMessage{.kind = Kind::object, .fields = kFunctionFields};
constexpr TaggedShape kRoles[] = {{"system", &kSystemMessage}, {"assistant", &kAssistantMessage},
                                  {"user", &kUserMessage},     {"function", &kFunctionMessage},
                                  {"tool", &kToolMessage},     {"developer", &kSystemMessage}};
constexpr Shape kMessage{.kind = Kind::tagged, .tag = "role", .tagged = kRoles};
constexpr Shape kMessages{.kind = Kind::array, .minimum = 1, .items = &kMessage};

// --- tools -----------------------------------------------------------------------------------------------

constexpr Shape kToolName{.kind = Kind::string, .minimum = 1, .maximum = 64};
constexpr Field kFunctionDefinitionFields[] = {{"name", &kToolName, true},
                                               {"description", &kNullableString},
                                               {"parameters", &kNullableObject},
                                               {"strict", &kNullableBoolean}};
constexpr Shape kFunctionDefinition{.kind = Kind::object, .fields = kFunctionDefinitionFields};
constexpr Field kFunctionToolFields[] = {{"type", &kString, true}, {"function", &kFunctionDefinition, true}};
constexpr Shape kFunctionTool{.kind = Kind::object, .fields = kFunctionToolFields};
constexpr Field kGrammarFields[] = {{"definition", &kString, true}, {"syntax", &kString, true}};
constexpr Shape kGrammar{.kind = Kind::object, .fields = kGrammarFields};
constexpr Field kGrammarFormatFields[] = {{"type", &kString, true}, {"grammar", &kGrammar, true}};
constexpr Shape kGrammarFormat{.kind = Kind::object, .fields = kGrammarFormatFields};
constexpr TaggedShape kCustomFormatKinds[] = {{"text", &kTypeOnly}, {"grammar", &kGrammarFormat}};
constexpr Shape kCustomFormat = tagged_by_type(kCustomFormatKinds);
constexpr Field kCustomDefinitionFields[] = {
    {"name", &kToolName, true}, {"description", &kNullableString}, {"format", &kCustomFormat}};
constexpr Shape kCustomDefinition{.kind = Kind::object, .fields = kCustomDefinitionFields};
constexpr Field kCustomToolFields[] = {{"type", &kString, true}, {"custom", &kCustomDefinition, true}};
constexpr Shape kCustomTool{.kind = Kind::object, .fields = kCustomToolFields};
constexpr TaggedShape kToolKinds[] = {{"function", &kFunctionTool}, {"custom", &kCustomTool}};
constexpr Shape kTool = tagged_by_type(kToolKinds);
constexpr Shape kTools{.kind = Kind::array, .nullable = true, .minimum = 1, .maximum = 128, .items = &kTool};
constexpr Shape kFunctions{
    .kind = Kind::array, .nullable = true, .minimum = 1, .maximum = 128, .items = &kFunctionDefinition};

constexpr Shape kToolMode = one_of<"none", "auto", "required">();
constexpr Shape kFunctionMode = one_of<"none", "auto">();
constexpr Field kNameFields[] = {{"name", &kString, true}};
constexpr Shape kNamed{.kind = Kind::object, .fields = kNameFields};
constexpr Field kChooseFunctionFields[] = {{"type", &kString, true}, {"function", &kNamed, true}};
constexpr Shape kChooseFunction{.kind = Kind::object, .fields = kChooseFunctionFields};
constexpr Field kChooseCustomFields[] = {{"type", &kString, true}, {"custom", &kNamed, true}};
constexpr Shape kChooseCustom{.kind = Kind::object, .fields = kChooseCustomFields};
constexpr Field kChooseAllowedFields[] = {{"type", &kString, true}, {"allowed_tools", &kAnyObject, true}};
constexpr Shape kChooseAllowed{.kind = Kind::object, .fields = kChooseAllowedFields};
constexpr TaggedShape kChoiceKinds[] = {
    {"function", &kChooseFunction}, {"custom", &kChooseCustom}, {"allowed_tools", &kChooseAllowed}};
constexpr Shape kChoiceObject = tagged_by_type(kChoiceKinds);
constexpr const Shape* kToolChoiceKinds[] = {&kToolMode, &kChoiceObject};
constexpr Shape kToolChoice{.kind = Kind::alternatives, .nullable = true, .alternatives = kToolChoiceKinds};
constexpr const Shape* kFunctionCallKinds[] = {&kFunctionMode, &kNamed};
constexpr Shape kFunctionCall{.kind = Kind::alternatives, .nullable = true, .alternatives = kFunctionCallKinds};

// --- output ----------------------------------------------------------------------------------------------

constexpr Field kJsonSchemaFields[] = {{"name", &kToolName, true},
                                       {"description", &kNullableString},
                                       {"schema", &kNullableObject},
                                       {"strict", &kNullableBoolean}};
constexpr Shape kJsonSchema{.kind = Kind::object, .fields = kJsonSchemaFields};
constexpr Field kSchemaFormatFields[] = {{"type", &kString, true}, {"json_schema", &kJsonSchema, true}};
constexpr Shape kSchemaFormat{.kind = Kind::object, .fields = kSchemaFormatFields};
constexpr TaggedShape kFormatKinds[] = {
    {"text", &kTypeOnly}, {"json_object", &kTypeOnly}, {"json_schema", &kSchemaFormat}};
constexpr Shape kResponseFormat = or_null(tagged_by_type(kFormatKinds));

constexpr Shape kModality = one_of<"text", "audio">();
constexpr Shape kModalities = or_null(list_of(&kModality));
constexpr Shape kAudioFormat = one_of<"wav", "aac", "mp3", "flac", "opus", "pcm16">();
constexpr Field kOwnVoiceFields[] = {{"id", &kString, true}};
constexpr Shape kOwnVoice{.kind = Kind::object, .fields = kOwnVoiceFields};
constexpr const Shape* kVoiceKinds[] = {&kString, &kOwnVoice};
constexpr Shape kVoice{.kind = Kind::alternatives, .alternatives = kVoiceKinds};
constexpr Field kAudioFields[] = {{"voice", &kVoice, true}, {"format", &kAudioFormat, true}};
constexpr Shape kAudio{.kind = Kind::object, .nullable = true, .fields = kAudioFields};

constexpr Field kPredictionFields[] = {{"type", &kString, true}, {"content", &kTextContent, true}};
constexpr Shape kPredictionContent{.kind = Kind::object, .fields = kPredictionFields};
constexpr TaggedShape kPredictionKinds[] = {{"content", &kPredictionContent}};
constexpr Shape kPrediction = or_null(tagged_by_type(kPredictionKinds));

constexpr Shape kContextSize = one_of<"low", "medium", "high">();
constexpr Field kPlaceFields[] = {
    {"country", &kString}, {"region", &kString}, {"city", &kString}, {"timezone", &kString}};
constexpr Shape kPlace{.kind = Kind::object, .fields = kPlaceFields};
constexpr Shape kLocationType = one_of<"approximate">();
constexpr Field kLocationFields[] = {{"type", &kLocationType, true}, {"approximate", &kPlace, true}};
constexpr Shape kLocation{.kind = Kind::object, .nullable = true, .fields = kLocationFields};
constexpr Field kWebSearchFields[] = {{"user_location", &kLocation}, {"search_context_size", &kContextSize}};
constexpr Shape kWebSearch{.kind = Kind::object, .nullable = true, .fields = kWebSearchFields};

// --- the rest --------------------------------------------------------------------------------------------

constexpr Shape kPositive{.kind = Kind::integer, .nullable = true, .minimum = 1};
constexpr Shape kChoicesCount{.kind = Kind::integer, .nullable = true, .minimum = 1, .maximum = 128};
constexpr Shape kDataSources = or_null(list_of(&kAny));
constexpr Shape kServiceTier = or_null(one_of<"auto", "default", "flex", "scale", "priority", "fast">());

constexpr Field kChatRequestFields[] = {
    {"messages", &kMessages, true},
    {"model", &kNullableString},
    {"stream", &kNullableBoolean},
    {"max_tokens", &kPositive},
    {"max_completion_tokens", &kPositive},
    {"temperature", &kTemperatureShape},
    {"top_p", &kTopPShape},
    {"n", &kChoicesCount},
    {"stop", &kStopShape},
    {"seed", &kSeedShape},
    {"user", &kNullableString},
    {"stream_options", &kStreamOptionsShape},
    {"metadata", &kMetadataShape},
    {"frequency_penalty", &kPenaltyShape},
    {"presence_penalty", &kPenaltyShape},
    {"logprobs", &kNullableBoolean},
    {"top_logprobs", &kTopLogprobsShape},
    {"logit_bias", &kLogitBiasShape},
    {"response_format", &kResponseFormat},
    {"tools", &kAny},
    {"tool_choice", &kToolChoice},
    {"parallel_tool_calls", &kNullableBoolean},
    {"functions", &kAny},
    {"function_call", &kFunctionCall},
    {"service_tier", &kServiceTier},
    {"store", &kNullableBoolean},
    {"modalities", &kModalities},
    {"audio", &kAudio},
    {"prediction", &kPrediction},
    {"reasoning_effort", &kReasoningEffortShape},
    {"verbosity", &kVerbosityShape},
    {"web_search_options", &kWebSearch},
    {"safety_identifier", &kSafetyIdentifierShape},
    {"prompt_cache_key", &kNullableString},
    {"prompt_cache_retention", &kCacheRetentionShape},
    {"prompt_cache_options", &kCacheOptionsShape},
    {"moderation", &kModerationOptionsShape},
    {"data_sources", &kDataSources},
    {"enhancements", &kNullableObject},
    {"user_security_context", &kNullableObject},
};

}  // namespace

const Shape kToolsShape = kTools;
const Shape kFunctionsShape = kFunctions;

const Shape kChatRequestShape{.kind = Kind::object, .fields = kChatRequestFields};

}  // namespace oaisim
