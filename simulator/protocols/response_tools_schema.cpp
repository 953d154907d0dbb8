#include "simulator/protocols/response_tools_schema.h"

namespace oaisim {
namespace {

using Kind = Shape::Kind;

constexpr Shape choice(std::span<const std::string_view> values, bool nullable = false) {
  return {.kind = Kind::string, .nullable = nullable, .choices = values};
}
constexpr Shape open_object(std::span<const Field> fields, bool nullable = false) {
  return {.kind = Kind::object, .nullable = nullable, .fields = fields, .open = true};
}
constexpr Shape list_of(const Shape* items, bool nullable = false) {
  return {.kind = Kind::array, .nullable = nullable, .items = items};
}
constexpr Shape tagged(std::span<const TaggedShape> kinds, bool nullable = false) {
  return {.kind = Kind::tagged, .nullable = nullable, .tag = "type", .tagged = kinds};
}

constexpr Shape kOpen{.kind = Kind::object, .nullable = true, .open = true};
constexpr Shape kNumber{.kind = Kind::number};
constexpr Shape kSomeText{.kind = Kind::string, .minimum = 1};
constexpr Shape kTexts = list_of(&kString);
constexpr Shape kNullableTexts = list_of(&kString, true);
constexpr Field kTypeFields[] = {{"type", &kString, true}};
constexpr Shape kTypeOnly = open_object(kTypeFields);

constexpr std::string_view kCallerValues[] = {"direct", "programmatic"};
constexpr Shape kCaller = choice(kCallerValues);
constexpr Shape kCallers{.kind = Kind::array, .nullable = true, .minimum = 1, .items = &kCaller};

// --- the caller's own ------------------------------------------------------------------------------------

constexpr Shape kName{.kind = Kind::string, .minimum = 1, .maximum = 128};
constexpr Field kFunctionFields[] = {{"type", &kString, true},
                                     {"name", &kName, true},
                                     {"description", &kNullableString},
                                     {"parameters", &kOpen},
                                     {"output_schema", &kOpen},
                                     {"strict", &kNullableBoolean},
                                     {"defer_loading", &kNullableBoolean},
                                     {"allowed_callers", &kCallers}};
constexpr Field kGrammarFields[] = {
    {"type", &kString, true}, {"syntax", &kString, true}, {"definition", &kString, true}};
constexpr Shape kGrammar = open_object(kGrammarFields);
constexpr TaggedShape kFormatKinds[] = {{"text", &kTypeOnly}, {"grammar", &kGrammar}};
constexpr Shape kFormat = tagged(kFormatKinds, true);
constexpr Field kCustomFields[] = {{"type", &kString, true},
                                   {"name", &kName, true},
                                   {"description", &kNullableString},
                                   {"format", &kFormat},
                                   {"defer_loading", &kNullableBoolean},
                                   {"allowed_callers", &kCallers}};
constexpr Shape kFunction{.kind = Kind::object, .fields = kFunctionFields};
constexpr Shape kCustom{.kind = Kind::object, .fields = kCustomFields};

constexpr TaggedShape kOwnKinds[] = {{"function", &kFunction}, {"custom", &kCustom}};
constexpr Shape kOwn = tagged(kOwnKinds);
constexpr Shape kOwnTools{.kind = Kind::array, .minimum = 1, .items = &kOwn};
constexpr Field kNamespaceFields[] = {
    {"type", &kString, true}, {"name", &kSomeText, true}, {"description", &kString, true}, {"tools", &kOwnTools, true}};
constexpr Shape kNamespace = open_object(kNamespaceFields);
constexpr std::string_view kExecutionValues[] = {"server", "client"};
constexpr Shape kExecution = choice(kExecutionValues);
constexpr Field kToolSearchFields[] = {
    {"type", &kString, true}, {"execution", &kExecution}, {"description", &kNullableString}, {"parameters", &kOpen}};
constexpr Shape kToolSearch = open_object(kToolSearchFields);

// --- search ----------------------------------------------------------------------------------------------

constexpr Field kHybridFields[] = {{"embedding_weight", &kNumber, true}, {"text_weight", &kNumber, true}};
constexpr Shape kHybrid = open_object(kHybridFields);
constexpr std::string_view kRankerValues[] = {"auto", "default-2024-11-15"};
constexpr Shape kRanker = choice(kRankerValues);
constexpr Field kRankingFields[] = {{"ranker", &kRanker}, {"score_threshold", &kNumber}, {"hybrid_search", &kHybrid}};
constexpr Shape kRanking = open_object(kRankingFields);
constexpr Shape kScalarText{.kind = Kind::string};
constexpr const Shape* kScalarKinds[] = {&kScalarText, &kNumber, &kBoolean};
constexpr Shape kScalar{.kind = Kind::alternatives, .alternatives = kScalarKinds};
constexpr Shape kScalars = list_of(&kScalar);
constexpr const Shape* kComparedKinds[] = {&kScalarText, &kNumber, &kBoolean, &kScalars};
constexpr Shape kCompared{.kind = Kind::alternatives, .alternatives = kComparedKinds};
constexpr Field kComparisonFields[] = {{"type", &kString, true}, {"key", &kString, true}, {"value", &kCompared, true}};
constexpr Shape kComparison = open_object(kComparisonFields);
constexpr Shape kFilterList = list_of(&kAnyObject);
constexpr Field kCompoundFields[] = {{"type", &kString, true}, {"filters", &kFilterList, true}};
constexpr Shape kCompound = open_object(kCompoundFields);
constexpr TaggedShape kFilterKinds[] = {
    {"eq", &kComparison},  {"ne", &kComparison}, {"gt", &kComparison},  {"gte", &kComparison}, {"lt", &kComparison},
    {"lte", &kComparison}, {"in", &kComparison}, {"nin", &kComparison}, {"and", &kCompound},   {"or", &kCompound}};
constexpr Shape kFilter = tagged(kFilterKinds, true);
constexpr Field kFileSearchFields[] = {{"type", &kString, true},
                                       {"vector_store_ids", &kTexts, true},
                                       {"max_num_results", &kInteger},
                                       {"ranking_options", &kRanking},
                                       {"filters", &kFilter}};
constexpr Shape kFileSearch = open_object(kFileSearchFields);

constexpr Field kDomainsFields[] = {{"allowed_domains", &kNullableTexts}};
constexpr Shape kDomains = open_object(kDomainsFields, true);
constexpr std::string_view kLocationTypeValues[] = {"approximate"};
constexpr Shape kLocationType = choice(kLocationTypeValues);
constexpr Field kLocationFields[] = {{"type", &kLocationType},
                                     {"country", &kNullableString},
                                     {"region", &kNullableString},
                                     {"city", &kNullableString},
                                     {"timezone", &kNullableString}};
constexpr Shape kLocation = open_object(kLocationFields, true);
constexpr Field kPreviewLocationFields[] = {{"type", &kLocationType, true},
                                            {"country", &kNullableString},
                                            {"region", &kNullableString},
                                            {"city", &kNullableString},
                                            {"timezone", &kNullableString}};
constexpr Shape kPreviewLocation = open_object(kPreviewLocationFields, true);
constexpr std::string_view kContextSizeValues[] = {"low", "medium", "high"};
constexpr Shape kContextSize = choice(kContextSizeValues);
constexpr std::string_view kContentTypeValues[] = {"text", "image"};
constexpr Shape kContentType = choice(kContentTypeValues);
constexpr Shape kContentTypes = list_of(&kContentType);
constexpr Field kWebSearchFields[] = {{"type", &kString, true},
                                      {"external_web_access", &kBoolean},
                                      {"filters", &kDomains},
                                      {"user_location", &kLocation},
                                      {"search_context_size", &kContextSize}};
constexpr Shape kWebSearch = open_object(kWebSearchFields);
constexpr Field kWebPreviewFields[] = {{"type", &kString, true},
                                       {"user_location", &kPreviewLocation},
                                       {"search_context_size", &kContextSize},
                                       {"search_content_types", &kContentTypes}};
constexpr Shape kWebPreview = open_object(kWebPreviewFields);

// --- MCP -------------------------------------------------------------------------------------------------

constexpr Field kMcpFilterFields[] = {{"tool_names", &kTexts}, {"read_only", &kBoolean}};
constexpr Shape kMcpFilter = open_object(kMcpFilterFields);
constexpr const Shape* kMcpAllowedKinds[] = {&kTexts, &kMcpFilter};
constexpr Shape kMcpAllowed{.kind = Kind::alternatives, .nullable = true, .alternatives = kMcpAllowedKinds};
constexpr std::string_view kApprovalValues[] = {"always", "never"};
constexpr Shape kApprovalText = choice(kApprovalValues);
constexpr Field kApprovalFields[] = {{"always", &kMcpFilter}, {"never", &kMcpFilter}};
constexpr Shape kApprovalObject = open_object(kApprovalFields);
constexpr const Shape* kApprovalKinds[] = {&kApprovalText, &kApprovalObject};
constexpr Shape kApproval{.kind = Kind::alternatives, .nullable = true, .alternatives = kApprovalKinds};
constexpr std::string_view kConnectorValues[] = {
    "connector_dropbox",        "connector_gmail",           "connector_googlecalendar", "connector_googledrive",
    "connector_microsoftteams", "connector_outlookcalendar", "connector_outlookemail",   "connector_sharepoint"};
constexpr Shape kConnector = choice(kConnectorValues);
constexpr Shape kHeaders{.kind = Kind::map, .nullable = true, .items = &kString};
constexpr Field kMcpFields[] = {
    {"type", &kString, true},         {"server_label", &kString, true}, {"server_url", &kString},
    {"connector_id", &kConnector},    {"tunnel_id", &kString},          {"authorization", &kString},
    {"server_description", &kString}, {"headers", &kHeaders},           {"allowed_tools", &kMcpAllowed},
    {"allowed_callers", &kCallers},   {"require_approval", &kApproval}, {"defer_loading", &kBoolean}};
constexpr Shape kMcp = open_object(kMcpFields);

// --- computers and code ----------------------------------------------------------------------------------

constexpr std::string_view kSystemValues[] = {"windows", "mac", "linux", "ubuntu", "browser"};
constexpr Shape kSystem = choice(kSystemValues);
constexpr Field kComputerPreviewFields[] = {{"type", &kString, true},
                                            {"environment", &kSystem, true},
                                            {"display_width", &kInteger, true},
                                            {"display_height", &kInteger, true}};
constexpr Shape kComputerPreview = open_object(kComputerPreviewFields);

constexpr Field kSecretFields[] = {
    {"domain", &kSomeText, true}, {"name", &kSomeText, true}, {"value", &kSomeText, true}};
constexpr Shape kSecret = open_object(kSecretFields);
constexpr Shape kSecrets{.kind = Kind::array, .minimum = 1, .items = &kSecret};
constexpr Shape kAllowedDomains{.kind = Kind::array, .minimum = 1, .items = &kString};
constexpr Field kAllowlistFields[] = {
    {"type", &kString, true}, {"allowed_domains", &kAllowedDomains, true}, {"domain_secrets", &kSecrets}};
constexpr Shape kAllowlist = open_object(kAllowlistFields);
constexpr TaggedShape kNetworkKinds[] = {{"disabled", &kTypeOnly}, {"allowlist", &kAllowlist}};
constexpr Shape kNetwork = tagged(kNetworkKinds);
constexpr std::string_view kMemoryValues[] = {"1g", "4g", "16g", "64g"};
constexpr Shape kMemory = choice(kMemoryValues, true);
constexpr Shape kContainerFiles{.kind = Kind::array, .maximum = 50, .items = &kString};
constexpr Field kContainerFields[] = {{"type", &kString, true},
                                      {"file_ids", &kContainerFiles},
                                      {"memory_limit", &kMemory},
                                      {"network_policy", &kNetwork}};
constexpr Shape kContainerObject = open_object(kContainerFields);
constexpr TaggedShape kContainerTags[] = {{"auto", &kContainerObject}};
constexpr Shape kNewContainer = tagged(kContainerTags);
constexpr const Shape* kContainerKinds[] = {&kString, &kNewContainer};
constexpr Shape kContainer{.kind = Kind::alternatives, .alternatives = kContainerKinds};
constexpr Field kCodeFields[] = {
    {"type", &kString, true}, {"container", &kContainer, true}, {"allowed_callers", &kCallers}};
constexpr Shape kCode = open_object(kCodeFields);

constexpr Field kSkillReferenceFields[] = {
    {"type", &kString, true}, {"skill_id", &kSomeText, true}, {"version", &kString}};
constexpr Shape kSkillReference = open_object(kSkillReferenceFields);
constexpr Field kSkillSourceFields[] = {
    {"type", &kString, true}, {"media_type", &kString, true}, {"data", &kSomeText, true}};
constexpr Shape kSkillSource = open_object(kSkillSourceFields);
constexpr Field kInlineSkillFields[] = {{"type", &kString, true},
                                        {"name", &kString, true},
                                        {"description", &kString, true},
                                        {"source", &kSkillSource, true}};
constexpr Shape kInlineSkill = open_object(kInlineSkillFields);
constexpr TaggedShape kSkillKinds[] = {{"skill_reference", &kSkillReference}, {"inline", &kInlineSkill}};
constexpr Shape kSkill = tagged(kSkillKinds);
constexpr Shape kSkills{.kind = Kind::array, .maximum = 200, .items = &kSkill};
constexpr Field kLocalSkillFields[] = {
    {"name", &kString, true}, {"description", &kString, true}, {"path", &kString, true}};
constexpr Shape kLocalSkill = open_object(kLocalSkillFields);
constexpr Shape kLocalSkills{.kind = Kind::array, .maximum = 200, .items = &kLocalSkill};
constexpr Field kShellContainerFields[] = {{"type", &kString, true},
                                           {"file_ids", &kContainerFiles},
                                           {"memory_limit", &kMemory},
                                           {"network_policy", &kNetwork},
                                           {"skills", &kSkills}};
constexpr Shape kShellContainer = open_object(kShellContainerFields);
constexpr Field kLocalShellFields[] = {{"type", &kString, true}, {"skills", &kLocalSkills}};
constexpr Shape kLocalShell = open_object(kLocalShellFields);
constexpr Field kContainerIdFields[] = {{"type", &kString, true}, {"container_id", &kString, true}};
constexpr Shape kContainerId = open_object(kContainerIdFields);
constexpr TaggedShape kEnvironmentKinds[] = {
    {"container_auto", &kShellContainer}, {"local", &kLocalShell}, {"container_reference", &kContainerId}};
constexpr Shape kEnvironment = tagged(kEnvironmentKinds, true);
constexpr Field kShellFields[] = {
    {"type", &kString, true}, {"environment", &kEnvironment}, {"allowed_callers", &kCallers}};
constexpr Shape kShell = open_object(kShellFields);
constexpr Field kPatchFields[] = {{"type", &kString, true}, {"allowed_callers", &kCallers}};
constexpr Shape kPatch = open_object(kPatchFields);

// --- pictures --------------------------------------------------------------------------------------------

constexpr std::string_view kQualityValues[] = {"low", "medium", "high", "auto"};
constexpr Shape kQuality = choice(kQualityValues);
constexpr std::string_view kPictureFormatValues[] = {"png", "webp", "jpeg"};
constexpr Shape kPictureFormat = choice(kPictureFormatValues);
constexpr std::string_view kModerationValues[] = {"auto", "low"};
constexpr Shape kModeration = choice(kModerationValues);
constexpr std::string_view kBackgroundValues[] = {"transparent", "opaque", "auto"};
constexpr Shape kBackground = choice(kBackgroundValues);
constexpr std::string_view kFidelityValues[] = {"high", "low"};
constexpr Shape kFidelity = choice(kFidelityValues, true);
constexpr std::string_view kActionValues[] = {"generate", "edit", "auto"};
constexpr Shape kAction = choice(kActionValues);
constexpr Shape kCompression{.kind = Kind::integer, .minimum = 0, .maximum = 100};
constexpr Shape kPartialImages{.kind = Kind::integer, .minimum = 0, .maximum = 3};
constexpr Field kMaskFields[] = {{"image_url", &kString}, {"file_id", &kString}};
constexpr Shape kMask = open_object(kMaskFields);
constexpr Field kPictureFields[] = {{"type", &kString, true},
                                    {"model", &kString},
                                    {"quality", &kQuality},
                                    {"size", &kString},
                                    {"output_format", &kPictureFormat},
                                    {"output_compression", &kCompression},
                                    {"moderation", &kModeration},
                                    {"background", &kBackground},
                                    {"input_fidelity", &kFidelity},
                                    {"input_image_mask", &kMask},
                                    {"partial_images", &kPartialImages},
                                    {"action", &kAction}};
constexpr Shape kPicture = open_object(kPictureFields);

// --- all of them, and their choice -----------------------------------------------------------------------

constexpr TaggedShape kToolKinds[] = {{"function", &kFunction},
                                      {"custom", &kCustom},
                                      {"apply_patch", &kPatch},
                                      {"code_interpreter", &kCode},
                                      {"computer", &kTypeOnly},
                                      {"computer_use_preview", &kComputerPreview},
                                      {"file_search", &kFileSearch},
                                      {"image_generation", &kPicture},
                                      {"local_shell", &kTypeOnly},
                                      {"mcp", &kMcp},
                                      {"namespace", &kNamespace},
                                      {"programmatic_tool_calling", &kTypeOnly},
                                      {"shell", &kShell},
                                      {"tool_search", &kToolSearch},
                                      {"web_search", &kWebSearch},
                                      {"web_search_2025_08_26", &kWebSearch},
                                      {"web_search_preview", &kWebPreview},
                                      {"web_search_preview_2025_03_11", &kWebPreview}};

constexpr std::string_view kModeValues[] = {"none", "auto", "required"};
constexpr Shape kMode = choice(kModeValues);
constexpr Field kNamedFields[] = {{"type", &kString, true}, {"name", &kString, true}};
constexpr Shape kNamed{.kind = Kind::object, .fields = kNamedFields};
constexpr Field kNamedMcpFields[] = {
    {"type", &kString, true}, {"server_label", &kString, true}, {"name", &kNullableString}};
constexpr Shape kNamedMcp = open_object(kNamedMcpFields);
constexpr std::string_view kAllowedModeValues[] = {"auto", "required"};
constexpr Shape kAllowedMode = choice(kAllowedModeValues);
constexpr Shape kAllowedTools = list_of(&kAnyObject);
constexpr Field kAllowedFields[] = {
    {"type", &kString, true}, {"mode", &kAllowedMode, true}, {"tools", &kAllowedTools, true}};
constexpr Shape kAllowed{.kind = Kind::object, .fields = kAllowedFields};
constexpr TaggedShape kChoiceKinds[] = {{"function", &kNamed},
                                        {"custom", &kNamed},
                                        {"allowed_tools", &kAllowed},
                                        {"apply_patch", &kTypeOnly},
                                        {"code_interpreter", &kTypeOnly},
                                        {"computer", &kTypeOnly},
                                        {"computer_use", &kTypeOnly},
                                        {"computer_use_preview", &kTypeOnly},
                                        {"file_search", &kTypeOnly},
                                        {"image_generation", &kTypeOnly},
                                        {"mcp", &kNamedMcp},
                                        {"programmatic_tool_calling", &kTypeOnly},
                                        {"shell", &kTypeOnly},
                                        {"web_search", &kTypeOnly},
                                        {"web_search_preview", &kTypeOnly},
                                        {"web_search_preview_2025_03_11", &kTypeOnly}};
constexpr Shape kChoiceObject = tagged(kChoiceKinds);
constexpr const Shape* kChoiceForms[] = {&kMode, &kChoiceObject};

}  // namespace

constinit const Shape kResponseToolShape = tagged(kToolKinds);
constinit const Shape kResponseToolsShape{
    .kind = Kind::array, .nullable = true, .maximum = 128, .items = &kResponseToolShape};
constinit const Shape kResponseToolChoiceShape{
    .kind = Kind::alternatives, .nullable = true, .alternatives = kChoiceForms};

}  // namespace oaisim
