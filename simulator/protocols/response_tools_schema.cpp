#include "simulator/protocols/response_tools_schema.h"

namespace oaisim {
namespace {

using Kind = Shape::Kind;

constexpr Shape kSomeText{.kind = Kind::string, .minimum = 1};

constexpr Shape kCaller = one_of<"direct", "programmatic">();
constexpr Shape kCallers{.kind = Kind::array, .nullable = true, .minimum = 1, .items = &kCaller};

// --- the caller's own ------------------------------------------------------------------------------------

constexpr Shape kName{.kind = Kind::string, .minimum = 1, .maximum = 128};
constexpr Field kFunctionFields[] = {{"type", &kString, true},
                                     {"name", &kName, true},
                                     {"description", &kNullableString},
                                     {"parameters", &kNullableObject},
                                     {"output_schema", &kNullableObject},
                                     {"strict", &kNullableBoolean},
                                     {"defer_loading", &kNullableBoolean},
                                     {"allowed_callers", &kCallers}};
constexpr Field kGrammarFields[] = {
    {"type", &kString, true}, {"syntax", &kString, true}, {"definition", &kString, true}};
constexpr Shape kGrammar = open_object(kGrammarFields);
constexpr TaggedShape kFormatKinds[] = {{"text", &kOpenTypeOnly}, {"grammar", &kGrammar}};
constexpr Shape kFormat = or_null(tagged_by_type(kFormatKinds));
constexpr Field kCustomFields[] = {{"type", &kString, true},
                                   {"name", &kName, true},
                                   {"description", &kNullableString},
                                   {"format", &kFormat},
                                   {"defer_loading", &kNullableBoolean},
                                   {"allowed_callers", &kCallers}};
constexpr Shape kFunction{.kind = Kind::object, .fields = kFunctionFields};
constexpr Shape kCustom{.kind = Kind::object, .fields = kCustomFields};

constexpr TaggedShape kOwnKinds[] = {{"function", &kFunction}, {"custom", &kCustom}};
constexpr Shape kOwn = tagged_by_type(kOwnKinds);
constexpr Shape kOwnTools{.kind = Kind::array, .minimum = 1, .items = &kOwn};
constexpr Field kNamespaceFields[] = {
    {"type", &kString, true}, {"name", &kSomeText, true}, {"description", &kString, true}, {"tools", &kOwnTools, true}};
constexpr Shape kNamespace = open_object(kNamespaceFields);
constexpr Shape kExecution = one_of<"server", "client">();
constexpr Field kToolSearchFields[] = {{"type", &kString, true},
                                       {"execution", &kExecution},
                                       {"description", &kNullableString},
                                       {"parameters", &kNullableObject}};
constexpr Shape kToolSearch = open_object(kToolSearchFields);

// --- search ----------------------------------------------------------------------------------------------

constexpr Field kHybridFields[] = {{"embedding_weight", &kNumber, true}, {"text_weight", &kNumber, true}};
constexpr Shape kHybrid = open_object(kHybridFields);
constexpr Shape kRanker = one_of<"auto", "default-2024-11-15">();
constexpr Field kRankingFields[] = {{"ranker", &kRanker}, {"score_threshold", &kNumber}, {"hybrid_search", &kHybrid}};
constexpr Shape kRanking = open_object(kRankingFields);
constexpr const Shape* kScalarKinds[] = {&kString, &kNumber, &kBoolean};
constexpr Shape kScalar{.kind = Kind::alternatives, .alternatives = kScalarKinds};
constexpr Shape kScalars = list_of(&kScalar);
constexpr const Shape* kComparedKinds[] = {&kString, &kNumber, &kBoolean, &kScalars};
constexpr Shape kCompared{.kind = Kind::alternatives, .alternatives = kComparedKinds};
constexpr Field kComparisonFields[] = {{"type", &kString, true}, {"key", &kString, true}, {"value", &kCompared, true}};
constexpr Shape kComparison = open_object(kComparisonFields);
constexpr Shape kFilterList = list_of(&kAnyObject);
constexpr Field kCompoundFields[] = {{"type", &kString, true}, {"filters", &kFilterList, true}};
constexpr Shape kCompound = open_object(kCompoundFields);
constexpr TaggedShape kFilterKinds[] = {
    {"eq", &kComparison},  {"ne", &kComparison}, {"gt", &kComparison},  {"gte", &kComparison}, {"lt", &kComparison},
    {"lte", &kComparison}, {"in", &kComparison}, {"nin", &kComparison}, {"and", &kCompound},   {"or", &kCompound}};
constexpr Shape kFilter = or_null(tagged_by_type(kFilterKinds));
constexpr Field kFileSearchFields[] = {{"type", &kString, true},
                                       {"vector_store_ids", &kStrings, true},
                                       {"max_num_results", &kInteger},
                                       {"ranking_options", &kRanking},
                                       {"filters", &kFilter}};
constexpr Shape kFileSearch = open_object(kFileSearchFields);

constexpr Field kDomainsFields[] = {{"allowed_domains", &kNullableStrings}};
constexpr Shape kDomains = or_null(open_object(kDomainsFields));
constexpr Shape kLocationType = one_of<"approximate">();
constexpr Field kLocationFields[] = {{"type", &kLocationType},
                                     {"country", &kNullableString},
                                     {"region", &kNullableString},
                                     {"city", &kNullableString},
                                     {"timezone", &kNullableString}};
constexpr Shape kLocation = or_null(open_object(kLocationFields));
constexpr Field kPreviewLocationFields[] = {{"type", &kLocationType, true},
                                            {"country", &kNullableString},
                                            {"region", &kNullableString},
                                            {"city", &kNullableString},
                                            {"timezone", &kNullableString}};
constexpr Shape kPreviewLocation = or_null(open_object(kPreviewLocationFields));
constexpr Shape kContextSize = one_of<"low", "medium", "high">();
constexpr Shape kContentType = one_of<"text", "image">();
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

constexpr Field kMcpFilterFields[] = {{"tool_names", &kStrings}, {"read_only", &kBoolean}};
constexpr Shape kMcpFilter = open_object(kMcpFilterFields);
constexpr const Shape* kMcpAllowedKinds[] = {&kStrings, &kMcpFilter};
constexpr Shape kMcpAllowed{.kind = Kind::alternatives, .nullable = true, .alternatives = kMcpAllowedKinds};
constexpr Shape kApprovalText = one_of<"always", "never">();
constexpr Field kApprovalFields[] = {{"always", &kMcpFilter}, {"never", &kMcpFilter}};
constexpr Shape kApprovalObject = open_object(kApprovalFields);
constexpr const Shape* kApprovalKinds[] = {&kApprovalText, &kApprovalObject};
constexpr Shape kApproval{.kind = Kind::alternatives, .nullable = true, .alternatives = kApprovalKinds};
constexpr Shape kConnector =
    one_of<"connector_dropbox", "connector_gmail", "connector_googlecalendar", "connector_googledrive",
           "connector_microsoftteams", "connector_outlookcalendar", "connector_outlookemail", "connector_sharepoint">();
constexpr Shape kHeaders{.kind = Kind::map, .nullable = true, .items = &kString};
constexpr Field kMcpFields[] = {
    {"type", &kString, true},         {"server_label", &kString, true}, {"server_url", &kString},
    {"connector_id", &kConnector},    {"tunnel_id", &kString},          {"authorization", &kString},
    {"server_description", &kString}, {"headers", &kHeaders},           {"allowed_tools", &kMcpAllowed},
    {"allowed_callers", &kCallers},   {"require_approval", &kApproval}, {"defer_loading", &kBoolean}};
constexpr Shape kMcp = open_object(kMcpFields);

// --- computers and code ----------------------------------------------------------------------------------

constexpr Shape kSystem = one_of<"windows", "mac", "linux", "ubuntu", "browser">();
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
constexpr TaggedShape kNetworkKinds[] = {{"disabled", &kOpenTypeOnly}, {"allowlist", &kAllowlist}};
constexpr Shape kNetwork = tagged_by_type(kNetworkKinds);
constexpr Shape kMemory = or_null(one_of<"1g", "4g", "16g", "64g">());
constexpr Shape kContainerFiles{.kind = Kind::array, .maximum = 50, .items = &kString};
constexpr Field kContainerFields[] = {{"type", &kString, true},
                                      {"file_ids", &kContainerFiles},
                                      {"memory_limit", &kMemory},
                                      {"network_policy", &kNetwork}};
constexpr Shape kContainerObject = open_object(kContainerFields);
constexpr TaggedShape kContainerTags[] = {{"auto", &kContainerObject}};
constexpr Shape kNewContainer = tagged_by_type(kContainerTags);
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
constexpr Shape kSkill = tagged_by_type(kSkillKinds);
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
constexpr Field kContainerIdFields[] = {{"type", &kString, true}, {"container_id", &kString, true}};
constexpr TaggedShape kEnvironmentKinds[] = {{"container_auto", &kShellContainer},
                                             {"local", &kLocalShellShape},
                                             {"container_reference", &kContainerReferenceShape}};
constexpr Shape kEnvironment = or_null(tagged_by_type(kEnvironmentKinds));
constexpr Field kShellFields[] = {
    {"type", &kString, true}, {"environment", &kEnvironment}, {"allowed_callers", &kCallers}};
constexpr Shape kShell = open_object(kShellFields);
constexpr Field kPatchFields[] = {{"type", &kString, true}, {"allowed_callers", &kCallers}};
constexpr Shape kPatch = open_object(kPatchFields);

// --- pictures --------------------------------------------------------------------------------------------

constexpr Shape kQuality = one_of<"low", "medium", "high", "auto">();
constexpr Shape kPictureFormat = one_of<"png", "webp", "jpeg">();
constexpr Shape kModeration = one_of<"auto", "low">();
constexpr Shape kBackground = one_of<"transparent", "opaque", "auto">();
constexpr Shape kFidelity = or_null(one_of<"high", "low">());
constexpr Shape kAction = one_of<"generate", "edit", "auto">();
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
                                      {"computer", &kOpenTypeOnly},
                                      {"computer_use_preview", &kComputerPreview},
                                      {"file_search", &kFileSearch},
                                      {"image_generation", &kPicture},
                                      {"local_shell", &kOpenTypeOnly},
                                      {"mcp", &kMcp},
                                      {"namespace", &kNamespace},
                                      {"programmatic_tool_calling", &kOpenTypeOnly},
                                      {"shell", &kShell},
                                      {"tool_search", &kToolSearch},
                                      {"web_search", &kWebSearch},
                                      {"web_search_2025_08_26", &kWebSearch},
                                      {"web_search_preview", &kWebPreview},
                                      {"web_search_preview_2025_03_11", &kWebPreview}};

constexpr Shape kMode = one_of<"none", "auto", "required">();
constexpr Field kNamedFields[] = {{"type", &kString, true}, {"name", &kString, true}};
constexpr Shape kNamed{.kind = Kind::object, .fields = kNamedFields};
constexpr Field kNamedMcpFields[] = {
    {"type", &kString, true}, {"server_label", &kString, true}, {"name", &kNullableString}};
constexpr Shape kNamedMcp = open_object(kNamedMcpFields);
constexpr Shape kAllowedMode = one_of<"auto", "required">();
constexpr Shape kAllowedTools = list_of(&kAnyObject);
constexpr Field kAllowedFields[] = {
    {"type", &kString, true}, {"mode", &kAllowedMode, true}, {"tools", &kAllowedTools, true}};
constexpr Shape kAllowed{.kind = Kind::object, .fields = kAllowedFields};
constexpr TaggedShape kChoiceKinds[] = {{"function", &kNamed},
                                        {"custom", &kNamed},
                                        {"allowed_tools", &kAllowed},
                                        {"apply_patch", &kOpenTypeOnly},
                                        {"code_interpreter", &kOpenTypeOnly},
                                        {"computer", &kOpenTypeOnly},
                                        {"computer_use", &kOpenTypeOnly},
                                        {"computer_use_preview", &kOpenTypeOnly},
                                        {"file_search", &kOpenTypeOnly},
                                        {"image_generation", &kOpenTypeOnly},
                                        {"mcp", &kNamedMcp},
                                        {"programmatic_tool_calling", &kOpenTypeOnly},
                                        {"shell", &kOpenTypeOnly},
                                        {"web_search", &kOpenTypeOnly},
                                        {"web_search_preview", &kOpenTypeOnly},
                                        {"web_search_preview_2025_03_11", &kOpenTypeOnly}};
constexpr Shape kChoiceObject = tagged_by_type(kChoiceKinds);
constexpr const Shape* kChoiceForms[] = {&kMode, &kChoiceObject};

}  // namespace

constinit const Shape kLocalShellShape = open_object(kLocalShellFields);
constinit const Shape kContainerReferenceShape = open_object(kContainerIdFields);
constinit const Shape kResponseToolShape = tagged_by_type(kToolKinds);
constinit const Shape kResponseToolsShape{
    .kind = Kind::array, .nullable = true, .maximum = 128, .items = &kResponseToolShape};
constinit const Shape kResponseToolChoiceShape{
    .kind = Kind::alternatives, .nullable = true, .alternatives = kChoiceForms};

}  // namespace oaisim
