#include "simulator/protocols/completion_objects.h"

#include <algorithm>

#include "common/text/json_writer.h"
#include "simulator/protocols/json_document.h"
#include "simulator/protocols/json_members.h"
#include "simulator/protocols/request_fields.h"

namespace oaisim {
namespace {

constexpr std::size_t kMostListed = 100;
constexpr std::size_t kMostPairs = 16;  // as metadata has at most

ApiError unknown_completion(std::string_view id) {
  return {.status = 404, .message = "Chat completion with id '" + std::string(id.substr(0, 100)) + "' not found."};
}

void append_completion(const StoredCompletion& completion, std::string& out) {
  out += completion.reply + ",\"metadata\":" + completion.metadata + "}";
}

class Filter {
 public:
  explicit Filter(const HttpRequest& http) {
    constexpr std::string_view kMetadata = "metadata[";
    for (auto& [name, value] : http.query_parameters()) {
      if (name == "model") model_ = value;
      if (name.starts_with(kMetadata) && name.ends_with(']') && pairs_.size() < kMostPairs) {
        pairs_.emplace_back(name.substr(kMetadata.size(), name.size() - kMetadata.size() - 1), value);
      }
    }
  }

  bool takes(const StoredCompletion& completion) const {
    if (!model_.empty() && completion.model != model_) return false;
    if (pairs_.empty()) return true;
    simdjson::dom::parser parser;
    const JsonObject metadata = object_of(parser.parse(completion.metadata).value_unsafe());
    return std::all_of(pairs_.begin(), pairs_.end(),
                       [&](const auto& pair) { return text_member(metadata, pair.first) == pair.second; });
  }

 private:
  std::string model_;
  std::vector<std::pair<std::string, std::string>> pairs_;
};

constexpr Field kUpdateFields[] = {{"metadata", &kMetadataShape, true}};
constexpr Shape kUpdate{.kind = Shape::Kind::object, .fields = kUpdateFields};

}  // namespace

std::size_t StoredCompletion::bytes() const {
  std::size_t bytes = sizeof(*this) + id.size() + model.size() + reply.size() + metadata.size();
  for (const auto& message : messages) bytes += sizeof(message) + message.size();
  return bytes;
}

std::string stored_message(JsonObject message) {
  std::string out;
  for (const auto [name, value] : message) {
    if (name == "content" || name == "name" || name == "refusal") continue;
    if (!out.empty()) out += ',';
    append_string(out, name);
    out += ':' + simdjson::minify(value);
  }
  const auto text = member(message, "content");
  const bool has_parts = text && text->is_array();
  out += ",\"content\":" + (text && !has_parts ? simdjson::minify(*text) : std::string("null"));
  out += ",\"content_parts\":" + (has_parts ? simdjson::minify(*text) : std::string("null"));
  for (const std::string_view name : {"name", "refusal"}) {
    out.append(",\"").append(name).append("\":");
    append_string_or_null(out, text_member(message, name));
  }
  return out;
}

ResourceAnswer CompletionObjects::list(const ResourceRequest& request) const {
  const auto query = page_query(request.http, kMostListed, true);
  if (const auto* error = std::get_if<ApiError>(&query)) return *error;
  const Filter filter(request.http);
  auto completions = store_.all();
  std::erase_if(completions, [&](const auto& completion) { return !filter.takes(*completion); });
  std::vector<std::string_view> ids;
  ids.reserve(completions.size());
  for (const auto& completion : completions) ids.push_back(completion->id);
  return list_page(ids, std::get<PageQuery>(query),
                   [&](std::size_t index, std::string& out) { append_completion(*completions[index], out); });
}

ResourceAnswer CompletionObjects::get(const ResourceRequest& request) const {
  const auto completion = store_.find(request.ids[0]);
  if (completion == nullptr) return unknown_completion(request.ids[0]);
  ResourceReply reply;
  append_completion(*completion, reply.body);
  return reply;
}

ResourceAnswer CompletionObjects::update(const ResourceRequest& request) {
  const auto completion = store_.find(request.ids[0]);
  if (completion == nullptr) return unknown_completion(request.ids[0]);
  JsonDocument document;
  const auto parsed = document.parse(request.http.body(), request.http.body_capacity());
  if (const auto* error = std::get_if<ApiError>(&parsed)) return *error;
  const JsonValue body = std::get<JsonValue>(parsed);
  if (auto error = check_shape(kUpdate, body)) return *error;
  auto changed = std::make_shared<StoredCompletion>(*completion);
  const auto metadata = member(object_of(body), "metadata");
  changed->metadata = metadata ? simdjson::minify(*metadata) : "{}";
  if (!store_.replace(changed->id, changed, changed->bytes())) return unknown_completion(request.ids[0]);
  ResourceReply reply;
  append_completion(*changed, reply.body);
  return reply;
}

ResourceAnswer CompletionObjects::erase(const ResourceRequest& request) {
  if (store_.erase(request.ids[0]) == nullptr) return unknown_completion(request.ids[0]);
  return deleted(request.ids[0], "chat.completion.deleted");
}

ResourceAnswer CompletionObjects::messages(const ResourceRequest& request) const {
  const auto completion = store_.find(request.ids[0]);
  if (completion == nullptr) return unknown_completion(request.ids[0]);
  const auto query = page_query(request.http, kMostListed, true);
  if (const auto* error = std::get_if<ApiError>(&query)) return *error;
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < completion->messages.size(); ++i) ids.push_back(completion->id + "-" + std::to_string(i));
  return list_page({ids.begin(), ids.end()}, std::get<PageQuery>(query), [&](std::size_t index, std::string& out) {
    out += "{\"id\":\"" + ids[index] + "\"," + completion->messages[index] + "}";
  });
}

}  // namespace oaisim
