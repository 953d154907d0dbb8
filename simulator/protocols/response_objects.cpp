#include "simulator/protocols/response_objects.h"

#include <charconv>

#include "simulator/protocols/responses_schema.h"

namespace oaisim {
namespace {

ApiError unknown_response(std::string_view id) {
  return {.status = 404, .message = "Response with id '" + std::string(id.substr(0, 100)) + "' not found."};
}

ResourceReply reply_of(const ResponseRecord& record, TimePoint now) {
  ResourceReply reply;
  append_response(record, response_status(record, now), reply.body);
  return reply;
}

// ?include[]=…, or ?include=…: what can be included is shown anyway, where there is any.
std::optional<ApiError> check_include(const HttpRequest& http) {
  std::size_t index = 0;
  for (const auto& [name, value] : http.query_parameters()) {
    if (name != "include" && !name.starts_with("include[")) continue;
    if (auto error = check_choice(response_includes(), value, "include[" + std::to_string(index++) + "]")) return error;
  }
  return std::nullopt;
}

}  // namespace

ResourceAnswer ResponseObjects::get(const ResourceRequest& request) const {
  if (auto error = check_include(request.http)) return *error;
  const auto record = store_.find(request.ids[0]);
  if (record == nullptr) return unknown_response(request.ids[0]);
  return reply_of(*record, request.now);
}

ResourceAnswer ResponseObjects::erase(const ResourceRequest& request) {
  if (store_.erase(request.ids[0]) == nullptr) return unknown_response(request.ids[0]);
  return deleted(request.ids[0], "response");
}

ResourceAnswer ResponseObjects::cancel(const ResourceRequest& request) {
  const auto record = store_.find(request.ids[0]);
  if (record == nullptr) return unknown_response(request.ids[0]);
  if (record->timeline == nullptr) return ApiError{.message = "Cannot cancel a synchronous response."};
  if (response_status(*record, request.now) == "in_progress") record->timeline->cancel();
  return reply_of(*record, request.now);
}

ResourceAnswer ResponseObjects::input_items(const ResourceRequest& request) const {
  if (auto error = check_include(request.http)) return *error;
  const auto record = store_.find(request.ids[0]);
  if (record == nullptr) return unknown_response(request.ids[0]);
  const auto query = page_query(request.http, 100, false);
  if (const auto* error = std::get_if<ApiError>(&query)) return *error;
  std::vector<std::string_view> ids;
  ids.reserve(record->input.size());
  for (const auto& item : record->input) ids.push_back(item.id);
  return list_page(ids, std::get<PageQuery>(query),
                   [&](std::size_t index, std::string& out) { out += record->input[index].json; });
}

std::variant<ResponseObjects::Replay, ApiError> ResponseObjects::replay(const ResourceRequest& request) const {
  const auto record = store_.find(request.ids[0]);
  if (record == nullptr) return unknown_response(request.ids[0]);
  if (record->timeline == nullptr || record->timeline->events.empty()) {
    return ApiError{.message =
                        "This response cannot be streamed because it was not created with 'background' and 'stream' "
                        "both true.",
                    .param = "stream"};
  }
  Replay replay{.timeline = record->timeline};
  if (const std::string_view after = request.http.query("starting_after"); !after.empty()) {
    std::int64_t number = 0;
    const auto [end, code] = std::from_chars(after.data(), after.data() + after.size(), number);
    if (code != std::errc() || end != after.data() + after.size() || number < 0) {
      return invalid_parameter("starting_after", "expected a whole number of at least 0.", "invalid_value");
    }
    replay.first = static_cast<std::size_t>(number) + 1;
  }
  return replay;
}

}  // namespace oaisim
