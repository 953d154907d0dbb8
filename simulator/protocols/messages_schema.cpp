#include "simulator/protocols/messages_schema.h"

namespace oaisim {
namespace {

using Kind = Shape::Kind;

#define OAISIM_OBJECT(name, ...)                  \
  constexpr Field name##Fields[] = {__VA_ARGS__}; \
  constexpr Shape name { .kind = Kind::object, .fields = name##Fields }

constexpr Shape kAnyList = list_of(&kAny);
constexpr Shape kNullableAnyList = or_null(list_of(&kAny));

constexpr Shape kLifetime = one_of<"5m", "1h">();
OAISIM_OBJECT(kEphemeral, {"type", &kString, true}, {"ttl", &kLifetime});
constexpr TaggedShape kCacheControls[] = {{"ephemeral", &kEphemeral}};
constexpr Shape kCacheControl = or_null(tagged_by_type(kCacheControls));
#define OAISIM_CACHED \
  { "cache_control", &kCacheControl }
OAISIM_OBJECT(kCitations, {"enabled", &kBoolean});
constexpr Shape kNullableCitations{.kind = Kind::object, .nullable = true, .fields = kCitationsFields};

// --- content ---------------------------------------------------------------------------------------------

OAISIM_OBJECT(kText, {"type", &kString, true}, {"text", &kString, true}, OAISIM_CACHED,
              {"citations", &kNullableAnyList});
constexpr TaggedShape kTextOnly[] = {{"text", &kText}};
constexpr Shape kTextBlock = tagged_by_type(kTextOnly);
constexpr Shape kTextBlocks = list_of(&kTextBlock);
constexpr const Shape* kTextKinds[] = {&kString, &kTextBlocks};
constexpr Shape kTextContent{.kind = Kind::alternatives, .alternatives = kTextKinds};

constexpr Shape kImageType = one_of<"image/jpeg", "image/png", "image/gif", "image/webp">();
constexpr Shape kPdfType = one_of<"application/pdf">();
constexpr Shape kPlainType = one_of<"text/plain">();
OAISIM_OBJECT(kBase64Image, {"type", &kString, true}, {"media_type", &kImageType, true}, {"data", &kString, true});
OAISIM_OBJECT(kUrlSource, {"type", &kString, true}, {"url", &kString, true});
OAISIM_OBJECT(kFileSource, {"type", &kString, true}, {"file_id", &kString, true});
constexpr TaggedShape kImageSources[] = {{"base64", &kBase64Image}, {"url", &kUrlSource}, {"file", &kFileSource}};
constexpr Shape kImageSource = tagged_by_type(kImageSources);
OAISIM_OBJECT(kImage, {"type", &kString, true}, {"source", &kImageSource, true}, OAISIM_CACHED,
              {"transformations", &kNullableAny});

constexpr TaggedShape kSourceBlocks[] = {{"text", &kText}, {"image", &kImage}};
constexpr Shape kSourceBlock = tagged_by_type(kSourceBlocks);
constexpr Shape kSourceBlockList = list_of(&kSourceBlock);
constexpr const Shape* kSourceContentKinds[] = {&kString, &kSourceBlockList};
constexpr Shape kSourceContent{.kind = Kind::alternatives, .alternatives = kSourceContentKinds};
OAISIM_OBJECT(kBase64Pdf, {"type", &kString, true}, {"media_type", &kPdfType, true}, {"data", &kString, true});
OAISIM_OBJECT(kPlainText, {"type", &kString, true}, {"media_type", &kPlainType, true}, {"data", &kString, true});
OAISIM_OBJECT(kContentSource, {"type", &kString, true}, {"content", &kSourceContent, true});
constexpr TaggedShape kDocumentSources[] = {{"base64", &kBase64Pdf},
                                            {"text", &kPlainText},
                                            {"content", &kContentSource},
                                            {"url", &kUrlSource},
                                            {"file", &kFileSource}};
constexpr Shape kDocumentSource = tagged_by_type(kDocumentSources);
OAISIM_OBJECT(kDocument, {"type", &kString, true}, {"source", &kDocumentSource, true}, OAISIM_CACHED,
              {"citations", &kNullableCitations}, {"context", &kNullableString}, {"title", &kNullableString});
OAISIM_OBJECT(kSearchResult, {"type", &kString, true}, {"source", &kString, true}, {"title", &kString, true},
              {"content", &kTextBlocks, true}, OAISIM_CACHED, {"citations", &kCitations});
OAISIM_OBJECT(kThinking, {"type", &kString, true}, {"thinking", &kString, true}, {"signature", &kString, true});
OAISIM_OBJECT(kRedacted, {"type", &kString, true}, {"data", &kString, true});
OAISIM_OBJECT(kToolUseBlock, {"type", &kString, true}, {"id", &kString, true}, {"name", &kString, true},
              {"input", &kAnyObject, true}, OAISIM_CACHED, {"caller", &kAny}, {"toolset_name", &kNullableString});

OAISIM_OBJECT(kToolReference, {"type", &kString, true}, {"tool_name", &kString, true}, OAISIM_CACHED);
constexpr TaggedShape kResultBlocks[] = {{"text", &kText},
                                         {"image", &kImage},
                                         {"search_result", &kSearchResult},
                                         {"document", &kDocument},
                                         {"tool_reference", &kToolReference},
                                         {"browser_state", &kAnyObject}};
constexpr Shape kResultBlock = tagged_by_type(kResultBlocks);
constexpr Shape kResultBlockList = list_of(&kResultBlock);
constexpr const Shape* kResultKinds[] = {&kString, &kResultBlockList};
constexpr Shape kResultContent{.kind = Kind::alternatives, .alternatives = kResultKinds};
OAISIM_OBJECT(kToolResult, {"type", &kString, true}, {"tool_use_id", &kString, true}, {"content", &kResultContent},
              {"is_error", &kBoolean}, OAISIM_CACHED, {"toolset_name", &kNullableString});
OAISIM_OBJECT(kServerResult, {"type", &kString, true}, {"tool_use_id", &kString, true}, {"content", &kAny, true},
              OAISIM_CACHED, {"caller", &kAny});
OAISIM_OBJECT(kUpload, {"type", &kString, true}, {"file_id", &kString, true}, OAISIM_CACHED);

constexpr TaggedShape kBlocks[] = {{"bash_code_execution_tool_result", &kServerResult},
                                   {"code_execution_tool_result", &kServerResult},
                                   {"container_upload", &kUpload},
                                   {"document", &kDocument},
                                   {"image", &kImage},
                                   {"mcp_tool_result", &kAnyObject},
                                   {"mcp_tool_use", &kAnyObject},
                                   {"redacted_thinking", &kRedacted},
                                   {"search_result", &kSearchResult},
                                   {"server_tool_use", &kToolUseBlock},
                                   {"text", &kText},
                                   {"text_editor_code_execution_tool_result", &kServerResult},
                                   {"thinking", &kThinking},
                                   {"tool_result", &kToolResult},
                                   {"tool_search_tool_result", &kServerResult},
                                   {"tool_use", &kToolUseBlock},
                                   {"web_fetch_tool_result", &kServerResult},
                                   {"web_search_tool_result", &kServerResult}};
constexpr Shape kBlock = tagged_by_type(kBlocks);
constexpr Shape kBlockList = list_of(&kBlock);
constexpr const Shape* kContentKinds[] = {&kString, &kBlockList};
constexpr Shape kContent{.kind = Kind::alternatives, .alternatives = kContentKinds};
OAISIM_OBJECT(kMessage, {"role", &kString, true}, {"content", &kContent, true});
constexpr Shape kMessages{.kind = Kind::array, .maximum = 100'000, .items = &kMessage};

// --- tools -----------------------------------------------------------------------------------------------

#define OAISIM_TOOL                                                                                    \
  {"type", &kNullableString}, {"name", &kString, true}, {"allowed_callers", &kStrings}, OAISIM_CACHED, \
      {"defer_loading", &kBoolean}, {                                                                  \
    "strict", &kBoolean                                                                                \
  }
constexpr Shape kExamples = list_of(&kAnyObject);
OAISIM_OBJECT(kCustomTool, OAISIM_TOOL, {"input_schema", &kAnyObject, true}, {"description", &kString},
              {"eager_input_streaming", &kNullableBoolean}, {"input_examples", &kExamples});
OAISIM_OBJECT(kClientTool, OAISIM_TOOL, {"input_examples", &kExamples}, {"max_characters", &kNullableInteger},
              {"display_width_px", &kInteger}, {"display_height_px", &kInteger}, {"display_number", &kNullableInteger},
              {"enable_zoom", &kBoolean}, {"configs", &kAny}, {"default_config", &kAny});
OAISIM_OBJECT(kServerTool, OAISIM_TOOL, {"allowed_domains", &kNullableStrings}, {"blocked_domains", &kNullableStrings},
              {"max_uses", &kNullableInteger}, {"user_location", &kNullableAny}, {"citations", &kNullableCitations},
              {"max_content_tokens", &kNullableInteger}, {"response_inclusion", &kString}, {"use_cache", &kBoolean},
              {"url_sources", &kNullableAny});
constexpr TaggedShape kToolTypes[] = {{"bash_20241022", &kClientTool},
                                      {"bash_20250124", &kClientTool},
                                      {"browser_toolset_20260801", &kOpenTypeOnly},
                                      {"code_execution_20250522", &kServerTool},
                                      {"code_execution_20250825", &kServerTool},
                                      {"code_execution_20260120", &kServerTool},
                                      {"code_execution_20260521", &kServerTool},
                                      {"computer_20241022", &kClientTool},
                                      {"computer_20250124", &kClientTool},
                                      {"computer_20251124", &kClientTool},
                                      {"computer_toolset_20260801", &kOpenTypeOnly},
                                      {"custom", &kCustomTool},
                                      {"mcp_toolset", &kOpenTypeOnly},
                                      {"memory_20250818", &kClientTool},
                                      {"text_editor_20241022", &kClientTool},
                                      {"text_editor_20250124", &kClientTool},
                                      {"text_editor_20250429", &kClientTool},
                                      {"text_editor_20250728", &kClientTool},
                                      {"tool_search_tool_bm25", &kServerTool},
                                      {"tool_search_tool_bm25_20251119", &kServerTool},
                                      {"tool_search_tool_regex", &kServerTool},
                                      {"tool_search_tool_regex_20251119", &kServerTool},
                                      {"web_fetch_20250910", &kServerTool},
                                      {"web_fetch_20260209", &kServerTool},
                                      {"web_fetch_20260309", &kServerTool},
                                      {"web_fetch_20260318", &kServerTool},
                                      {"web_search_20250305", &kServerTool},
                                      {"web_search_20260209", &kServerTool},
                                      {"web_search_20260318", &kServerTool}};
constexpr Shape kTool{.kind = Kind::tagged, .tag = "type", .tagged = kToolTypes, .untagged = "custom"};
constexpr Shape kTools = list_of(&kTool);

OAISIM_OBJECT(kChooseFreely, {"type", &kString, true}, {"disable_parallel_tool_use", &kBoolean});
OAISIM_OBJECT(kChooseTool, {"type", &kString, true}, {"name", &kString, true},
              {"disable_parallel_tool_use", &kBoolean});
constexpr TaggedShape kToolChoices[] = {
    {"any", &kChooseFreely}, {"auto", &kChooseFreely}, {"none", &kTypeOnly}, {"tool", &kChooseTool}};
constexpr Shape kToolChoice = tagged_by_type(kToolChoices);

// --- the rest --------------------------------------------------------------------------------------------

constexpr Shape kModel{.kind = Kind::string, .minimum = 1, .maximum = 256};
constexpr Shape kMaxTokens{.kind = Kind::integer, .minimum = 0};  // 0: only the prompt is read
constexpr Shape kShare{.kind = Kind::number, .minimum = 0, .maximum = 1};
constexpr Shape kTopK{.kind = Kind::integer, .minimum = 0};
constexpr Shape kUserId{.kind = Kind::string, .nullable = true, .maximum = 256};
OAISIM_OBJECT(kMetadata, {"user_id", &kUserId});
constexpr Shape kServiceTier = one_of<"auto", "standard_only">();
constexpr Shape kSpeed = or_null(one_of<"fast", "standard">());
constexpr Shape kBudget{.kind = Kind::integer, .minimum = 1024};
constexpr Shape kDisplay = or_null(one_of<"summarized", "omitted">());
OAISIM_OBJECT(kThinkingEnabled, {"type", &kString, true}, {"budget_tokens", &kBudget, true}, {"display", &kDisplay});
OAISIM_OBJECT(kThinkingAdaptive, {"type", &kString, true}, {"display", &kDisplay});
constexpr TaggedShape kThinkingModes[] = {{"adaptive", &kThinkingAdaptive},
                                          {"between_tools", &kTypeOnly},
                                          {"disabled", &kTypeOnly},
                                          {"enabled", &kThinkingEnabled}};
constexpr Shape kThinkingConfig = tagged_by_type(kThinkingModes);
constexpr Shape kEffort = or_null(one_of<"low", "medium", "high", "xhigh", "max">());
OAISIM_OBJECT(kJsonFormat, {"type", &kString, true}, {"schema", &kAnyObject, true});
constexpr TaggedShape kFormats[] = {{"json_schema", &kJsonFormat}};
constexpr Shape kFormat = or_null(tagged_by_type(kFormats));
OAISIM_OBJECT(kOutputConfig, {"effort", &kEffort}, {"format", &kFormat}, {"task_budget", &kNullableAny});
constexpr const Shape* kContainerKinds[] = {&kString, &kAnyObject};
constexpr Shape kContainer{.kind = Kind::alternatives, .nullable = true, .alternatives = kContainerKinds};

#define OAISIM_PROMPT                                                                                    \
  {"model", &kModel, true}, {"messages", &kMessages, true}, {"system", &kTextContent}, {"tools", &kAny}, \
      {"tool_choice", &kToolChoice}, {"thinking", &kThinkingConfig}, {"output_config", &kOutputConfig},  \
      {"output_format", &kFormat}, {"speed", &kSpeed}, OAISIM_CACHED, {"mcp_servers", &kAnyList}, {      \
    "context_management", &kNullableAny                                                                  \
  }

OAISIM_OBJECT(kCountTokensRequest, OAISIM_PROMPT);
#define OAISIM_REPLY                                                                                                 \
  {"max_tokens", &kMaxTokens, true}, {"stream", &kBoolean}, {"stop_sequences", &kStrings}, {"metadata", &kMetadata}, \
      {"service_tier", &kServiceTier}, {"container", &kContainer}, {"inference_geo", &kNullableString}, {            \
    "diagnostics", &kNullableAny                                                                                     \
  }
OAISIM_OBJECT(kMessagesRequest, OAISIM_PROMPT, OAISIM_REPLY);
OAISIM_OBJECT(kOldMessagesRequest, OAISIM_PROMPT, OAISIM_REPLY, {"temperature", &kShare}, {"top_p", &kShare},
              {"top_k", &kTopK});

#undef OAISIM_REPLY
#undef OAISIM_PROMPT
#undef OAISIM_TOOL
#undef OAISIM_CACHED
#undef OAISIM_OBJECT
}  // namespace

const Shape kMessagesRequestShape = kMessagesRequest;
const Shape kOldMessagesRequestShape = kOldMessagesRequest;
const Shape kCountTokensRequestShape = kCountTokensRequest;
const Shape kMessagesToolsShape = kTools;

}  // namespace oaisim
