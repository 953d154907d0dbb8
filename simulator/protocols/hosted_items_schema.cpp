#include "simulator/protocols/hosted_items_schema.h"

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
constexpr Shape kCallId{.kind = Kind::string, .minimum = 1, .maximum = 64};
constexpr Shape kNullableCallId{.kind = Kind::string, .nullable = true, .minimum = 1, .maximum = 64};
constexpr Shape kLongText{.kind = Kind::string, .maximum = 10'485'760};
constexpr Shape kNullableLongText{.kind = Kind::string, .nullable = true, .maximum = 10'485'760};
constexpr Shape kNumber{.kind = Kind::number};
constexpr Shape kNullableInteger{.kind = Kind::integer, .nullable = true};
constexpr Shape kTexts = list_of(&kString);
constexpr Shape kNullableTexts = list_of(&kString, true);
constexpr Field kTypeFields[] = {{"type", &kString, true}};
constexpr Shape kTypeOnly = open_object(kTypeFields);

constexpr std::string_view kStatusValues[] = {"in_progress", "completed", "incomplete"};
constexpr Shape kStatus = choice(kStatusValues);
constexpr Shape kNullableStatus = choice(kStatusValues, true);

constexpr Field kProgramCallerFields[] = {{"type", &kString, true}, {"caller_id", &kCallId, true}};
constexpr Shape kProgramCaller = open_object(kProgramCallerFields);
constexpr TaggedShape kCallerKinds[] = {{"direct", &kTypeOnly}, {"program", &kProgramCaller}};

// --- search ----------------------------------------------------------------------------------------------

constexpr std::string_view kFileSearchValues[] = {"in_progress", "searching", "completed", "incomplete", "failed"};
constexpr Shape kFileSearchStatus = choice(kFileSearchValues);
constexpr Field kFoundFields[] = {
    {"file_id", &kString}, {"text", &kString}, {"filename", &kString}, {"attributes", &kOpen}, {"score", &kNumber}};
constexpr Shape kFound = open_object(kFoundFields);
constexpr Shape kFoundList = list_of(&kFound, true);
constexpr Field kFileSearchFields[] = {{"type", &kString, true},
                                       {"id", &kString, true},
                                       {"status", &kFileSearchStatus, true},
                                       {"queries", &kTexts, true},
                                       {"results", &kFoundList}};
constexpr Shape kFileSearch = open_object(kFileSearchFields);

constexpr Field kSourceFields[] = {{"type", &kString, true}, {"url", &kString, true}};
constexpr Shape kSource = open_object(kSourceFields);
constexpr Shape kSources = list_of(&kSource);
constexpr Field kSearchFields[] = {
    {"type", &kString, true}, {"query", &kString}, {"queries", &kTexts}, {"sources", &kSources}};
constexpr Shape kSearch = open_object(kSearchFields);
constexpr Field kOpenPageFields[] = {{"type", &kString, true}, {"url", &kNullableString}};
constexpr Shape kOpenPage = open_object(kOpenPageFields);
constexpr Field kFindFields[] = {{"type", &kString, true}, {"url", &kString, true}, {"pattern", &kString, true}};
constexpr Shape kFind = open_object(kFindFields);
constexpr TaggedShape kWebActionKinds[] = {{"search", &kSearch}, {"open_page", &kOpenPage}, {"find_in_page", &kFind}};
constexpr Shape kWebAction = tagged(kWebActionKinds);
constexpr std::string_view kWebSearchValues[] = {"in_progress", "searching", "completed", "failed"};
constexpr Shape kWebSearchStatus = choice(kWebSearchValues);
constexpr Field kWebSearchFields[] = {{"type", &kString, true},
                                      {"id", &kString, true},
                                      {"status", &kWebSearchStatus, true},
                                      {"action", &kWebAction, true}};
constexpr Shape kWebSearch = open_object(kWebSearchFields);

constexpr std::string_view kExecutionValues[] = {"server", "client"};
constexpr Shape kExecution = choice(kExecutionValues);
constexpr Field kToolSearchFields[] = {{"type", &kString, true},         {"id", &kNullableString},
                                       {"call_id", &kNullableCallId},    {"execution", &kExecution},
                                       {"arguments", &kAnyObject, true}, {"status", &kNullableStatus}};
constexpr Shape kToolSearch = open_object(kToolSearchFields);
constexpr Shape kTools = list_of(&kResponseToolShape);
constexpr Field kToolsFoundFields[] = {{"type", &kString, true},      {"id", &kNullableString},
                                       {"call_id", &kNullableCallId}, {"execution", &kExecution},
                                       {"tools", &kTools, true},      {"status", &kNullableStatus}};
constexpr Shape kToolsFound = open_object(kToolsFoundFields);
constexpr std::string_view kDeveloperValues[] = {"developer"};
constexpr Shape kDeveloper = choice(kDeveloperValues);
constexpr Field kMoreToolsFields[] = {
    {"type", &kString, true}, {"id", &kNullableString}, {"role", &kDeveloper, true}, {"tools", &kTools, true}};
constexpr Shape kMoreTools = open_object(kMoreToolsFields);

// --- computers -------------------------------------------------------------------------------------------

constexpr std::string_view kButtonValues[] = {"left", "right", "wheel", "back", "forward"};
constexpr Shape kButton = choice(kButtonValues);
constexpr Field kClickFields[] = {{"type", &kString, true},
                                  {"button", &kButton, true},
                                  {"x", &kInteger, true},
                                  {"y", &kInteger, true},
                                  {"keys", &kNullableTexts}};
constexpr Shape kClick = open_object(kClickFields);
constexpr Field kPlaceFields[] = {
    {"type", &kString, true}, {"x", &kInteger, true}, {"y", &kInteger, true}, {"keys", &kNullableTexts}};
constexpr Shape kPlace = open_object(kPlaceFields);
constexpr Field kPointFields[] = {{"x", &kInteger, true}, {"y", &kInteger, true}};
constexpr Shape kPoint = open_object(kPointFields);
constexpr Shape kPath = list_of(&kPoint);
constexpr Field kDragFields[] = {{"type", &kString, true}, {"path", &kPath, true}, {"keys", &kNullableTexts}};
constexpr Shape kDrag = open_object(kDragFields);
constexpr Field kKeypressFields[] = {{"type", &kString, true}, {"keys", &kTexts, true}};
constexpr Shape kKeypress = open_object(kKeypressFields);
constexpr Field kScrollFields[] = {{"type", &kString, true},      {"x", &kInteger, true},
                                   {"y", &kInteger, true},        {"scroll_x", &kInteger, true},
                                   {"scroll_y", &kInteger, true}, {"keys", &kNullableTexts}};
constexpr Shape kScroll = open_object(kScrollFields);
constexpr Field kTypingFields[] = {{"type", &kString, true}, {"text", &kString, true}};
constexpr Shape kTyping = open_object(kTypingFields);
constexpr TaggedShape kActionKinds[] = {{"click", &kClick},       {"double_click", &kPlace},  {"drag", &kDrag},
                                        {"keypress", &kKeypress}, {"move", &kPlace},          {"scroll", &kScroll},
                                        {"type", &kTyping},       {"screenshot", &kTypeOnly}, {"wait", &kTypeOnly}};
constexpr Shape kAction = tagged(kActionKinds);
constexpr Shape kActions = list_of(&kAction);
constexpr Field kCheckFields[] = {{"id", &kString, true}, {"code", &kNullableString}, {"message", &kNullableString}};
constexpr Shape kCheck = open_object(kCheckFields);
constexpr Shape kChecks = list_of(&kCheck);
constexpr Shape kNullableChecks = list_of(&kCheck, true);
constexpr Field kComputerFields[] = {{"type", &kString, true},    {"id", &kString, true},
                                     {"call_id", &kString, true}, {"action", &kAction},
                                     {"actions", &kActions},      {"pending_safety_checks", &kChecks, true},
                                     {"status", &kStatus, true}};
constexpr Shape kComputer = open_object(kComputerFields);
constexpr Field kScreenshotFields[] = {{"type", &kString, true}, {"image_url", &kString}, {"file_id", &kString}};
constexpr Shape kScreenshotObject = open_object(kScreenshotFields);
constexpr TaggedShape kScreenshotKinds[] = {{"computer_screenshot", &kScreenshotObject}};
constexpr Shape kScreenshot = tagged(kScreenshotKinds);
constexpr Field kComputerOutputFields[] = {{"type", &kString, true},
                                           {"id", &kNullableString},
                                           {"call_id", &kCallId, true},
                                           {"output", &kScreenshot, true},
                                           {"acknowledged_safety_checks", &kNullableChecks},
                                           {"status", &kNullableStatus}};
constexpr Shape kComputerOutput = open_object(kComputerOutputFields);

// --- code, shells and patches ----------------------------------------------------------------------------

constexpr Field kLogsFields[] = {{"type", &kString, true}, {"logs", &kString, true}};
constexpr Shape kLogs = open_object(kLogsFields);
constexpr TaggedShape kCodeOutputKinds[] = {{"logs", &kLogs}, {"image", &kSource}};
constexpr Shape kCodeOutput = tagged(kCodeOutputKinds);
constexpr Shape kCodeOutputs = list_of(&kCodeOutput, true);
constexpr std::string_view kCodeValues[] = {"in_progress", "completed", "incomplete", "interpreting", "failed"};
constexpr Shape kCodeStatus = choice(kCodeValues);
constexpr Field kCodeFields[] = {{"type", &kString, true},         {"id", &kString, true},
                                 {"status", &kCodeStatus, true},   {"container_id", &kString, true},
                                 {"code", &kNullableString, true}, {"outputs", &kCodeOutputs, true}};
constexpr Shape kCode = open_object(kCodeFields);

constexpr Shape kVariables{.kind = Kind::map, .items = &kString};
constexpr Field kExecFields[] = {{"type", &kString, true},          {"command", &kTexts, true},
                                 {"timeout_ms", &kNullableInteger}, {"working_directory", &kNullableString},
                                 {"env", &kVariables, true},        {"user", &kNullableString}};
constexpr Shape kExecObject = open_object(kExecFields);
constexpr TaggedShape kExecKinds[] = {{"exec", &kExecObject}};
constexpr Shape kExec = tagged(kExecKinds);
constexpr Field kLocalShellFields[] = {{"type", &kString, true},
                                       {"id", &kString, true},
                                       {"call_id", &kString, true},
                                       {"action", &kExec, true},
                                       {"status", &kStatus, true}};
constexpr Shape kLocalShell = open_object(kLocalShellFields);
constexpr Field kLocalShellOutputFields[] = {
    {"type", &kString, true}, {"id", &kString, true}, {"output", &kString, true}, {"status", &kNullableStatus}};
constexpr Shape kLocalShellOutput = open_object(kLocalShellOutputFields);

constexpr Field kCommandsFields[] = {
    {"commands", &kTexts, true}, {"timeout_ms", &kNullableInteger}, {"max_output_length", &kNullableInteger}};
constexpr Shape kCommands = open_object(kCommandsFields);
constexpr Field kSkillFields[] = {{"name", &kString, true}, {"description", &kString, true}, {"path", &kString, true}};
constexpr Shape kSkill = open_object(kSkillFields);
constexpr Shape kSkills{.kind = Kind::array, .maximum = 200, .items = &kSkill};
constexpr Field kLocalFields[] = {{"type", &kString, true}, {"skills", &kSkills}};
constexpr Shape kLocal = open_object(kLocalFields);
constexpr Field kContainerFields[] = {{"type", &kString, true}, {"container_id", &kString, true}};
constexpr Shape kContainer = open_object(kContainerFields);
constexpr TaggedShape kEnvironmentKinds[] = {{"local", &kLocal}, {"container_reference", &kContainer}};
constexpr Shape kEnvironment = tagged(kEnvironmentKinds, true);
constexpr Field kShellFields[] = {{"type", &kString, true},      {"id", &kNullableString},
                                  {"call_id", &kCallId, true},   {"caller", &kToolCallerShape},
                                  {"action", &kCommands, true},  {"status", &kNullableStatus},
                                  {"environment", &kEnvironment}};
constexpr Shape kShell = open_object(kShellFields);
constexpr Field kExitFields[] = {{"type", &kString, true}, {"exit_code", &kInteger, true}};
constexpr Shape kExit = open_object(kExitFields);
constexpr TaggedShape kOutcomeKinds[] = {{"timeout", &kTypeOnly}, {"exit", &kExit}};
constexpr Shape kOutcome = tagged(kOutcomeKinds);
constexpr Field kPrintedFields[] = {
    {"stdout", &kLongText, true}, {"stderr", &kLongText, true}, {"outcome", &kOutcome, true}};
constexpr Shape kPrinted = open_object(kPrintedFields);
constexpr Shape kPrintedList = list_of(&kPrinted);
constexpr Field kShellOutputFields[] = {{"type", &kString, true},
                                        {"id", &kNullableString},
                                        {"call_id", &kCallId, true},
                                        {"caller", &kToolCallerShape},
                                        {"output", &kPrintedList, true},
                                        {"status", &kNullableStatus},
                                        {"max_output_length", &kNullableInteger}};
constexpr Shape kShellOutput = open_object(kShellOutputFields);

constexpr Shape kFilePath{.kind = Kind::string, .minimum = 1};
constexpr Field kDiffFields[] = {{"type", &kString, true}, {"path", &kFilePath, true}, {"diff", &kLongText, true}};
constexpr Shape kDiff = open_object(kDiffFields);
constexpr Field kDeletionFields[] = {{"type", &kString, true}, {"path", &kFilePath, true}};
constexpr Shape kDeletion = open_object(kDeletionFields);
constexpr TaggedShape kOperationKinds[] = {
    {"create_file", &kDiff}, {"delete_file", &kDeletion}, {"update_file", &kDiff}};
constexpr Shape kOperation = tagged(kOperationKinds);
constexpr std::string_view kPatchValues[] = {"in_progress", "completed"};
constexpr Shape kPatchStatus = choice(kPatchValues);
constexpr Field kPatchFields[] = {{"type", &kString, true},        {"id", &kNullableString},
                                  {"call_id", &kCallId, true},     {"caller", &kToolCallerShape},
                                  {"status", &kPatchStatus, true}, {"operation", &kOperation, true}};
constexpr Shape kPatch = open_object(kPatchFields);
constexpr std::string_view kPatchedValues[] = {"completed", "failed"};
constexpr Shape kPatchedStatus = choice(kPatchedValues);
constexpr Field kPatchedFields[] = {{"type", &kString, true},          {"id", &kNullableString},
                                    {"call_id", &kCallId, true},       {"caller", &kToolCallerShape},
                                    {"status", &kPatchedStatus, true}, {"output", &kNullableLongText}};
constexpr Shape kPatched = open_object(kPatchedFields);

// --- MCP -------------------------------------------------------------------------------------------------

constexpr Field kMcpToolFields[] = {{"name", &kString, true},
                                    {"description", &kNullableString},
                                    {"input_schema", &kAnyObject, true},
                                    {"annotations", &kOpen}};
constexpr Shape kMcpTool = open_object(kMcpToolFields);
constexpr Shape kMcpTools = list_of(&kMcpTool);
constexpr Field kMcpListFields[] = {{"type", &kString, true},
                                    {"id", &kString, true},
                                    {"server_label", &kString, true},
                                    {"tools", &kMcpTools, true},
                                    {"error", &kNullableString}};
constexpr Shape kMcpList = open_object(kMcpListFields);
constexpr Field kMcpRequestFields[] = {{"type", &kString, true},
                                       {"id", &kString, true},
                                       {"server_label", &kString, true},
                                       {"name", &kString, true},
                                       {"arguments", &kString, true}};
constexpr Shape kMcpRequest = open_object(kMcpRequestFields);
constexpr Field kMcpResponseFields[] = {{"type", &kString, true},
                                        {"id", &kNullableString},
                                        {"approval_request_id", &kString, true},
                                        {"approve", &kBoolean, true},
                                        {"reason", &kNullableString}};
constexpr Shape kMcpResponse = open_object(kMcpResponseFields);
constexpr Field kMcpFaultFields[] = {{"type", &kString, true}, {"code", &kInteger, true}, {"message", &kString, true}};
constexpr Shape kMcpFault = open_object(kMcpFaultFields);
constexpr Field kToolFaultFields[] = {{"type", &kString, true}, {"content", &kAny, true}};
constexpr Shape kToolFault = open_object(kToolFaultFields);
constexpr TaggedShape kMcpErrorKinds[] = {
    {"mcp_protocol_error", &kMcpFault}, {"mcp_tool_execution_error", &kToolFault}, {"http_error", &kMcpFault}};
constexpr Shape kMcpErrorObject = tagged(kMcpErrorKinds);
constexpr const Shape* kMcpErrorForms[] = {&kString, &kMcpErrorObject};  // older services told it as a text
constexpr Shape kMcpError{.kind = Kind::alternatives, .nullable = true, .alternatives = kMcpErrorForms};
constexpr std::string_view kMcpValues[] = {"in_progress", "completed", "incomplete", "calling", "failed"};
constexpr Shape kMcpStatus = choice(kMcpValues);
constexpr Field kMcpCallFields[] = {
    {"type", &kString, true}, {"id", &kString, true},        {"server_label", &kString, true},
    {"name", &kString, true}, {"arguments", &kString, true}, {"output", &kNullableString},
    {"error", &kMcpError},    {"status", &kMcpStatus},       {"approval_request_id", &kNullableString}};
constexpr Shape kMcpCall = open_object(kMcpCallFields);

// --- pictures, programs, compaction ----------------------------------------------------------------------

constexpr std::string_view kPictureValues[] = {"in_progress", "completed", "generating", "failed"};
constexpr Shape kPictureStatus = choice(kPictureValues);
constexpr Field kPictureFields[] = {{"type", &kString, true},
                                    {"id", &kString, true},
                                    {"status", &kPictureStatus, true},
                                    {"result", &kNullableString, true}};
constexpr Shape kPicture = open_object(kPictureFields);
constexpr Field kProgramFields[] = {{"type", &kString, true},
                                    {"id", &kString, true},
                                    {"call_id", &kCallId, true},
                                    {"code", &kLongText, true},
                                    {"fingerprint", &kLongText, true}};
constexpr Shape kProgram = open_object(kProgramFields);
constexpr std::string_view kProgramValues[] = {"completed", "incomplete"};
constexpr Shape kProgramStatus = choice(kProgramValues);
constexpr Field kProgramOutputFields[] = {{"type", &kString, true},
                                          {"id", &kString, true},
                                          {"call_id", &kCallId, true},
                                          {"result", &kLongText, true},
                                          {"status", &kProgramStatus, true}};
constexpr Shape kProgramOutput = open_object(kProgramOutputFields);
constexpr Shape kEncrypted{.kind = Kind::string, .maximum = 20'971'520};
constexpr Field kCompactionFields[] = {
    {"type", &kString, true}, {"id", &kNullableString}, {"encrypted_content", &kEncrypted, true}};
constexpr Shape kCompaction = open_object(kCompactionFields);

constexpr TaggedShape kItems[] = {{"additional_tools", &kMoreTools},
                                  {"apply_patch_call", &kPatch},
                                  {"apply_patch_call_output", &kPatched},
                                  {"code_interpreter_call", &kCode},
                                  {"compaction", &kCompaction},
                                  {"compaction_trigger", &kTypeOnly},
                                  {"computer_call", &kComputer},
                                  {"computer_call_output", &kComputerOutput},
                                  {"file_search_call", &kFileSearch},
                                  {"image_generation_call", &kPicture},
                                  {"local_shell_call", &kLocalShell},
                                  {"local_shell_call_output", &kLocalShellOutput},
                                  {"mcp_approval_request", &kMcpRequest},
                                  {"mcp_approval_response", &kMcpResponse},
                                  {"mcp_call", &kMcpCall},
                                  {"mcp_list_tools", &kMcpList},
                                  {"program", &kProgram},
                                  {"program_output", &kProgramOutput},
                                  {"shell_call", &kShell},
                                  {"shell_call_output", &kShellOutput},
                                  {"tool_search_call", &kToolSearch},
                                  {"tool_search_output", &kToolsFound},
                                  {"web_search_call", &kWebSearch}};

}  // namespace

constinit const Shape kToolCallerShape = tagged(kCallerKinds, true);

std::span<const TaggedShape> hosted_items() { return kItems; }

}  // namespace oaisim
