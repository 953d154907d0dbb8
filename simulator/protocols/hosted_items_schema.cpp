#include "simulator/protocols/hosted_items_schema.h"

#include "simulator/protocols/request_fields.h"
#include "simulator/protocols/response_tools_schema.h"

namespace oaisim {
namespace {

using Kind = Shape::Kind;

constexpr Shape kNullableLongText = or_null(kLongTextShape);

constexpr Shape kStatus = one_of<"in_progress", "completed", "incomplete">();
constexpr Shape kNullableStatus = or_null(kStatus);

constexpr Field kProgramCallerFields[] = {{"type", &kString, true}, {"caller_id", &kCallIdShape, true}};
constexpr Shape kProgramCaller = open_object(kProgramCallerFields);
constexpr TaggedShape kCallerKinds[] = {{"direct", &kOpenTypeOnly}, {"program", &kProgramCaller}};

// --- search ----------------------------------------------------------------------------------------------

constexpr Shape kFileSearchStatus = one_of<"in_progress", "searching", "completed", "incomplete", "failed">();
constexpr Field kFoundFields[] = {{"file_id", &kString},
                                  {"text", &kString},
                                  {"filename", &kString},
                                  {"attributes", &kNullableObject},
                                  {"score", &kNumber}};
constexpr Shape kFound = open_object(kFoundFields);
constexpr Shape kFoundList = or_null(list_of(&kFound));
constexpr Field kFileSearchFields[] = {{"type", &kString, true},
                                       {"id", &kString, true},
                                       {"status", &kFileSearchStatus, true},
                                       {"queries", &kStrings, true},
                                       {"results", &kFoundList}};
constexpr Shape kFileSearch = open_object(kFileSearchFields);

constexpr Field kSourceFields[] = {{"type", &kString, true}, {"url", &kString, true}};
constexpr Shape kSource = open_object(kSourceFields);
constexpr Shape kSources = list_of(&kSource);
constexpr Field kSearchFields[] = {
    {"type", &kString, true}, {"query", &kString}, {"queries", &kStrings}, {"sources", &kSources}};
constexpr Shape kSearch = open_object(kSearchFields);
constexpr Field kOpenPageFields[] = {{"type", &kString, true}, {"url", &kNullableString}};
constexpr Shape kOpenPage = open_object(kOpenPageFields);
constexpr Field kFindFields[] = {{"type", &kString, true}, {"url", &kString, true}, {"pattern", &kString, true}};
constexpr Shape kFind = open_object(kFindFields);
constexpr TaggedShape kWebActionKinds[] = {{"search", &kSearch}, {"open_page", &kOpenPage}, {"find_in_page", &kFind}};
constexpr Shape kWebAction = tagged_by_type(kWebActionKinds);
constexpr Shape kWebSearchStatus = one_of<"in_progress", "searching", "completed", "failed">();
constexpr Field kWebSearchFields[] = {{"type", &kString, true},
                                      {"id", &kString, true},
                                      {"status", &kWebSearchStatus, true},
                                      {"action", &kWebAction, true}};
constexpr Shape kWebSearch = open_object(kWebSearchFields);

constexpr Shape kExecution = one_of<"server", "client">();
constexpr Field kToolSearchFields[] = {{"type", &kString, true},           {"id", &kNullableString},
                                       {"call_id", &kNullableCallIdShape}, {"execution", &kExecution},
                                       {"arguments", &kAnyObject, true},   {"status", &kNullableStatus}};
constexpr Shape kToolSearch = open_object(kToolSearchFields);
constexpr Shape kTools = list_of(&kResponseToolShape);
constexpr Field kToolsFoundFields[] = {{"type", &kString, true},           {"id", &kNullableString},
                                       {"call_id", &kNullableCallIdShape}, {"execution", &kExecution},
                                       {"tools", &kTools, true},           {"status", &kNullableStatus}};
constexpr Shape kToolsFound = open_object(kToolsFoundFields);
constexpr Shape kDeveloper = one_of<"developer">();
constexpr Field kMoreToolsFields[] = {
    {"type", &kString, true}, {"id", &kNullableString}, {"role", &kDeveloper, true}, {"tools", &kTools, true}};
constexpr Shape kMoreTools = open_object(kMoreToolsFields);

// --- computers -------------------------------------------------------------------------------------------

constexpr Shape kButton = one_of<"left", "right", "wheel", "back", "forward">();
constexpr Field kClickFields[] = {{"type", &kString, true},
                                  {"button", &kButton, true},
                                  {"x", &kInteger, true},
                                  {"y", &kInteger, true},
                                  {"keys", &kNullableStrings}};
constexpr Shape kClick = open_object(kClickFields);
constexpr Field kPlaceFields[] = {
    {"type", &kString, true}, {"x", &kInteger, true}, {"y", &kInteger, true}, {"keys", &kNullableStrings}};
constexpr Shape kPlace = open_object(kPlaceFields);
constexpr Field kPointFields[] = {{"x", &kInteger, true}, {"y", &kInteger, true}};
constexpr Shape kPoint = open_object(kPointFields);
constexpr Shape kPath = list_of(&kPoint);
constexpr Field kDragFields[] = {{"type", &kString, true}, {"path", &kPath, true}, {"keys", &kNullableStrings}};
constexpr Shape kDrag = open_object(kDragFields);
constexpr Field kKeypressFields[] = {{"type", &kString, true}, {"keys", &kStrings, true}};
constexpr Shape kKeypress = open_object(kKeypressFields);
constexpr Field kScrollFields[] = {{"type", &kString, true},      {"x", &kInteger, true},
                                   {"y", &kInteger, true},        {"scroll_x", &kInteger, true},
                                   {"scroll_y", &kInteger, true}, {"keys", &kNullableStrings}};
constexpr Shape kScroll = open_object(kScrollFields);
constexpr Field kTypingFields[] = {{"type", &kString, true}, {"text", &kString, true}};
constexpr Shape kTyping = open_object(kTypingFields);
constexpr TaggedShape kActionKinds[] = {
    {"click", &kClick},      {"double_click", &kPlace}, {"drag", &kDrag},   {"keypress", &kKeypress},
    {"move", &kPlace},       {"scroll", &kScroll},      {"type", &kTyping}, {"screenshot", &kOpenTypeOnly},
    {"wait", &kOpenTypeOnly}};
constexpr Shape kAction = tagged_by_type(kActionKinds);
constexpr Shape kActions = list_of(&kAction);
constexpr Field kCheckFields[] = {{"id", &kString, true}, {"code", &kNullableString}, {"message", &kNullableString}};
constexpr Shape kCheck = open_object(kCheckFields);
constexpr Shape kChecks = list_of(&kCheck);
constexpr Shape kNullableChecks = or_null(list_of(&kCheck));
constexpr Field kComputerFields[] = {{"type", &kString, true},    {"id", &kString, true},
                                     {"call_id", &kString, true}, {"action", &kAction},
                                     {"actions", &kActions},      {"pending_safety_checks", &kChecks, true},
                                     {"status", &kStatus, true}};
constexpr Shape kComputer = open_object(kComputerFields);
constexpr Field kScreenshotFields[] = {{"type", &kString, true}, {"image_url", &kString}, {"file_id", &kString}};
constexpr Shape kScreenshotObject = open_object(kScreenshotFields);
constexpr TaggedShape kScreenshotKinds[] = {{"computer_screenshot", &kScreenshotObject}};
constexpr Shape kScreenshot = tagged_by_type(kScreenshotKinds);
constexpr Field kComputerOutputFields[] = {{"type", &kString, true},
                                           {"id", &kNullableString},
                                           {"call_id", &kCallIdShape, true},
                                           {"output", &kScreenshot, true},
                                           {"acknowledged_safety_checks", &kNullableChecks},
                                           {"status", &kNullableStatus}};
constexpr Shape kComputerOutput = open_object(kComputerOutputFields);

// --- code, shells and patches ----------------------------------------------------------------------------

constexpr Field kLogsFields[] = {{"type", &kString, true}, {"logs", &kString, true}};
constexpr Shape kLogs = open_object(kLogsFields);
constexpr TaggedShape kCodeOutputKinds[] = {{"logs", &kLogs}, {"image", &kSource}};
constexpr Shape kCodeOutput = tagged_by_type(kCodeOutputKinds);
constexpr Shape kCodeOutputs = or_null(list_of(&kCodeOutput));
constexpr Shape kCodeStatus = one_of<"in_progress", "completed", "incomplete", "interpreting", "failed">();
constexpr Field kCodeFields[] = {{"type", &kString, true},         {"id", &kString, true},
                                 {"status", &kCodeStatus, true},   {"container_id", &kString, true},
                                 {"code", &kNullableString, true}, {"outputs", &kCodeOutputs, true}};
constexpr Shape kCode = open_object(kCodeFields);

constexpr Shape kVariables{.kind = Kind::map, .items = &kString};
constexpr Field kExecFields[] = {{"type", &kString, true},          {"command", &kStrings, true},
                                 {"timeout_ms", &kNullableInteger}, {"working_directory", &kNullableString},
                                 {"env", &kVariables, true},        {"user", &kNullableString}};
constexpr Shape kExecObject = open_object(kExecFields);
constexpr TaggedShape kExecKinds[] = {{"exec", &kExecObject}};
constexpr Shape kExec = tagged_by_type(kExecKinds);
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
    {"commands", &kStrings, true}, {"timeout_ms", &kNullableInteger}, {"max_output_length", &kNullableInteger}};
constexpr Shape kCommands = open_object(kCommandsFields);
constexpr TaggedShape kEnvironmentKinds[] = {{"local", &kLocalShellShape},
                                             {"container_reference", &kContainerReferenceShape}};
constexpr Shape kEnvironment = or_null(tagged_by_type(kEnvironmentKinds));
constexpr Field kShellFields[] = {{"type", &kString, true},         {"id", &kNullableString},
                                  {"call_id", &kCallIdShape, true}, {"caller", &kToolCallerShape},
                                  {"action", &kCommands, true},     {"status", &kNullableStatus},
                                  {"environment", &kEnvironment}};
constexpr Shape kShell = open_object(kShellFields);
constexpr Field kExitFields[] = {{"type", &kString, true}, {"exit_code", &kInteger, true}};
constexpr Shape kExit = open_object(kExitFields);
constexpr TaggedShape kOutcomeKinds[] = {{"timeout", &kOpenTypeOnly}, {"exit", &kExit}};
constexpr Shape kOutcome = tagged_by_type(kOutcomeKinds);
constexpr Field kPrintedFields[] = {
    {"stdout", &kLongTextShape, true}, {"stderr", &kLongTextShape, true}, {"outcome", &kOutcome, true}};
constexpr Shape kPrinted = open_object(kPrintedFields);
constexpr Shape kPrintedList = list_of(&kPrinted);
constexpr Field kShellOutputFields[] = {{"type", &kString, true},
                                        {"id", &kNullableString},
                                        {"call_id", &kCallIdShape, true},
                                        {"caller", &kToolCallerShape},
                                        {"output", &kPrintedList, true},
                                        {"status", &kNullableStatus},
                                        {"max_output_length", &kNullableInteger}};
constexpr Shape kShellOutput = open_object(kShellOutputFields);

constexpr Shape kFilePath{.kind = Kind::string, .minimum = 1};
constexpr Field kDiffFields[] = {{"type", &kString, true}, {"path", &kFilePath, true}, {"diff", &kLongTextShape, true}};
constexpr Shape kDiff = open_object(kDiffFields);
constexpr Field kDeletionFields[] = {{"type", &kString, true}, {"path", &kFilePath, true}};
constexpr Shape kDeletion = open_object(kDeletionFields);
constexpr TaggedShape kOperationKinds[] = {
    {"create_file", &kDiff}, {"delete_file", &kDeletion}, {"update_file", &kDiff}};
constexpr Shape kOperation = tagged_by_type(kOperationKinds);
constexpr Shape kPatchStatus = one_of<"in_progress", "completed">();
constexpr Field kPatchFields[] = {{"type", &kString, true},         {"id", &kNullableString},
                                  {"call_id", &kCallIdShape, true}, {"caller", &kToolCallerShape},
                                  {"status", &kPatchStatus, true},  {"operation", &kOperation, true}};
constexpr Shape kPatch = open_object(kPatchFields);
constexpr Shape kPatchedStatus = one_of<"completed", "failed">();
constexpr Field kPatchedFields[] = {{"type", &kString, true},          {"id", &kNullableString},
                                    {"call_id", &kCallIdShape, true},  {"caller", &kToolCallerShape},
                                    {"status", &kPatchedStatus, true}, {"output", &kNullableLongText}};
constexpr Shape kPatched = open_object(kPatchedFields);

// --- MCP -------------------------------------------------------------------------------------------------

constexpr Field kMcpToolFields[] = {{"name", &kString, true},
                                    {"description", &kNullableString},
                                    {"input_schema", &kAnyObject, true},
                                    {"annotations", &kNullableObject}};
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
constexpr Shape kMcpErrorObject = tagged_by_type(kMcpErrorKinds);
constexpr const Shape* kMcpErrorForms[] = {&kString, &kMcpErrorObject};  // older services told it as a text
constexpr Shape kMcpError{.kind = Kind::alternatives, .nullable = true, .alternatives = kMcpErrorForms};
constexpr Shape kMcpStatus = one_of<"in_progress", "completed", "incomplete", "calling", "failed">();
constexpr Field kMcpCallFields[] = {
    {"type", &kString, true}, {"id", &kString, true},        {"server_label", &kString, true},
    {"name", &kString, true}, {"arguments", &kString, true}, {"output", &kNullableString},
    {"error", &kMcpError},    {"status", &kMcpStatus},       {"approval_request_id", &kNullableString}};
constexpr Shape kMcpCall = open_object(kMcpCallFields);

// --- pictures, programs, compaction ----------------------------------------------------------------------

constexpr Shape kPictureStatus = one_of<"in_progress", "completed", "generating", "failed">();
constexpr Field kPictureFields[] = {{"type", &kString, true},
                                    {"id", &kString, true},
                                    {"status", &kPictureStatus, true},
                                    {"result", &kNullableString, true}};
constexpr Shape kPicture = open_object(kPictureFields);
constexpr Field kProgramFields[] = {{"type", &kString, true},
                                    {"id", &kString, true},
                                    {"call_id", &kCallIdShape, true},
                                    {"code", &kLongTextShape, true},
                                    {"fingerprint", &kLongTextShape, true}};
constexpr Shape kProgram = open_object(kProgramFields);
constexpr Shape kProgramStatus = one_of<"completed", "incomplete">();
constexpr Field kProgramOutputFields[] = {{"type", &kString, true},
                                          {"id", &kString, true},
                                          {"call_id", &kCallIdShape, true},
                                          {"result", &kLongTextShape, true},
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
                                  {"compaction_trigger", &kOpenTypeOnly},
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

constinit const Shape kToolCallerShape = or_null(tagged_by_type(kCallerKinds));

std::span<const TaggedShape> hosted_items() { return kItems; }

}  // namespace oaisim
