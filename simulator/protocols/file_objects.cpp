#include "simulator/protocols/file_objects.h"

#include <algorithm>

#include "common/text/json_writer.h"
#include "common/text/utf8.h"
#include "simulator/protocols/form_document.h"
#include "simulator/protocols/json_document.h"
#include "simulator/protocols/json_members.h"
#include "simulator/protocols/request_fields.h"

namespace oaisim {
namespace {

constexpr std::size_t kMostListed = 10'000;
constexpr std::size_t kLongestName = 1024;

ApiError unknown_file(std::string_view id) {
  return {.status = 404, .message = "No such File object: " + std::string(id.substr(0, 100)), .param = "id"};
}

ApiError no_room(std::size_t bytes) {
  return {.message = "There is no room for " + std::to_string(bytes) +
                     " bytes beside the files that are stored: delete some, or start the simulator with more "
                     "--max-stored-bytes.",
          .param = "file",
          .code = "storage_limit_exceeded"};
}

void append_file(const StoredFile& file, std::string& out) {
  out += "{\"id\":";
  append_string(out, file.id);
  out += ",\"object\":\"file\",\"bytes\":";
  append_integer(out, file.content.size());
  out += ",\"created_at\":";
  append_integer(out, file.created_at);
  if (file.expires_at) {
    out += ",\"expires_at\":";
    append_integer(out, *file.expires_at);
  }
  out += ",\"filename\":";
  append_string(out, file.filename);
  out += ",\"purpose\":";
  append_string(out, file.purpose);
  out += ",\"status\":\"processed\"}";
}

ResourceReply reply_of(const StoredFile& file) {
  ResourceReply reply;
  append_file(file, reply.body);
  return reply;
}

constexpr Shape kPurpose = one_of<"assistants", "batch", "fine-tune", "vision", "user_data", "evals">();
constexpr Field kFormFields[] = {
    {"file", &kFile, true}, {"purpose", &kPurpose, true}, {"expires_after", &kExpiryShape}};
constexpr Shape kForm{.kind = Shape::Kind::object, .fields = kFormFields};

// What a checked form says.
std::optional<ApiError> read_form(JsonObject form, const std::vector<FormPart>& files, StoredFile& file) {
  const FormPart& uploaded = files[member(form, "file")->get_uint64().value_unsafe()];
  if (uploaded.content.empty()) {
    return ApiError{.message = "The file you uploaded is empty.", .param = "file", .code = "empty_file"};
  }
  file.filename = repair_utf8(uploaded.filename->substr(0, kLongestName));
  file.content = uploaded.content;
  file.purpose = text_member(form, "purpose");
  if (const auto expiry = member(form, "expires_after")) {
    file.expires_at = file.created_at + member(object_of(*expiry), "seconds")->get_int64().value_unsafe();
  }
  return std::nullopt;
}

}  // namespace

FileStore::Pointer FileObjects::find(std::string_view id, std::int64_t unix_now) const {
  auto file = store_.find(id);
  if (file == nullptr || !file->expires_at || unix_now < *file->expires_at) return file;
  store_.erase(id);
  return nullptr;
}

void FileObjects::drop_expired(std::int64_t unix_now) {
  for (const auto& file : store_.all()) find(file->id, unix_now);
}

ResourceAnswer FileObjects::create(const ResourceRequest& request) {
  const std::string_view type = request.http.header("content-type");
  if (!is_multipart(type)) return unsupported_content_type(repair_utf8(type.substr(0, 100)), "multipart/form-data");
  const auto read = form_document(kForm, type, request.http.body());
  if (const auto* error = std::get_if<ApiError>(&read)) return *error;
  const auto& form = std::get<FormDocument>(read);
  JsonDocument document;
  const auto parsed = document.parse(form.json, form.json.capacity());
  if (const auto* error = std::get_if<ApiError>(&parsed)) return *error;
  const JsonValue body = std::get<JsonValue>(parsed);
  if (auto error = check_shape(kForm, body)) return *error;
  auto file = std::make_shared<StoredFile>();
  file->id = "file-" + request.new_id;
  file->created_at = request.unix_now;
  if (auto error = read_form(object_of(body), form.files, *file)) return *error;
  drop_expired(request.unix_now);
  if (!store_.put_if_room(file->id, file, file->bytes())) return no_room(file->content.size());
  return reply_of(*file);
}

ResourceAnswer FileObjects::list(const ResourceRequest& request) const {
  auto query = page_query(request.http, kMostListed, false);
  if (const auto* error = std::get_if<ApiError>(&query)) return *error;
  if (request.http.query("limit").empty()) std::get<PageQuery>(query).limit = kMostListed;
  const std::string_view purpose = request.http.query("purpose");
  auto files = store_.all();
  std::erase_if(files, [&](const auto& file) {
    return (!purpose.empty() && file->purpose != purpose) || find(file->id, request.unix_now) == nullptr;
  });
  std::vector<std::string_view> ids;
  ids.reserve(files.size());
  for (const auto& file : files) ids.push_back(file->id);
  return list_page(ids, std::get<PageQuery>(query),
                   [&](std::size_t index, std::string& out) { append_file(*files[index], out); });
}

ResourceAnswer FileObjects::get(const ResourceRequest& request) const {
  const auto file = find(request.ids[0], request.unix_now);
  if (file == nullptr) return unknown_file(request.ids[0]);
  return reply_of(*file);
}

ResourceAnswer FileObjects::content(const ResourceRequest& request) const {
  const auto file = find(request.ids[0], request.unix_now);
  if (file == nullptr) return unknown_file(request.ids[0]);
  if (file->purpose == "assistants") {
    return ApiError{.message = "Not allowed to download files of purpose: assistants"};
  }
  return ResourceReply{.body = file->content, .content_type = "application/octet-stream"};
}

ResourceAnswer FileObjects::erase(const ResourceRequest& request) {
  if (find(request.ids[0], request.unix_now) == nullptr) return unknown_file(request.ids[0]);
  store_.erase(request.ids[0]);
  return deleted(request.ids[0], "file");
}

}  // namespace oaisim
