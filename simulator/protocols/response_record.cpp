#include "simulator/protocols/response_record.h"

#include <charconv>

#include "common/text/json_writer.h"

namespace oaisim {
namespace {

constexpr std::string_view kResponsePrefix = "resp_";
constexpr char kInput = 'i';
constexpr char kOutput = 'o';

}  // namespace

std::size_t ResponseRecord::bytes() const {
  std::size_t bytes = sizeof(*this) + id.size() + parameters.size() + usage.size();
  for (const auto& item : output) bytes += sizeof(item) + item.size();
  for (const auto& item : input) bytes += sizeof(item) + item.id.size() + item.json.size();
  if (timeline != nullptr) {
    for (const auto& event : timeline->events) bytes += sizeof(event) + event.text.size();
  }
  return bytes;
}

void append_response(const ResponseRecord& record, std::string_view status, std::string& out) {
  const bool has_ended = status == "completed" || status == "incomplete";
  out += "{\"id\":\"" + record.id + "\",\"object\":\"response\",\"created_at\":";
  append_integer(out, record.created_at);
  out += ",\"status\":\"";
  out += status;
  out += "\",\"completed_at\":";
  if (status == "completed") {
    append_integer(out, record.completed_at);
  } else {
    out += "null";
  }
  out += ",\"error\":null,\"incomplete_details\":";
  if (status == "incomplete") {
    out.append("{\"reason\":\"").append(record.incomplete_reason).append("\"}");
  } else {
    out += "null";
  }
  out += record.parameters;
  out += ",\"output\":[";
  for (std::size_t i = 0; has_ended && i < record.output.size(); ++i) {
    if (i > 0) out += ',';
    out += record.output[i];
  }
  out += has_ended ? "],\"usage\":" + record.usage + "}" : "],\"usage\":null}";
}

std::string_view response_status(const ResponseRecord& record, TimePoint now) {
  if (record.timeline != nullptr && record.timeline->is_cancelled()) return "cancelled";
  if (record.timeline != nullptr && now < record.timeline->due) return "in_progress";
  return record.is_incomplete() ? "incomplete" : "completed";
}

std::string item_id(std::string_view prefix, std::string_view response_id, bool input, std::size_t index) {
  std::string id(prefix);
  id += '_';
  id += response_id.substr(kResponsePrefix.size());
  id += input ? kInput : kOutput;
  id += std::to_string(index);
  return id;
}

StoredItem stored_item(const InputItem& item, std::string_view response_id, std::size_t index) {
  StoredItem stored;
  stored.id = item.id.empty() ? item_id(item.id_prefix, response_id, true, index) : item.id;
  stored.json = "{\"id\":";
  append_string(stored.json, stored.id);
  stored.json += "," + item.members + "}";
  return stored;
}

std::string find_item(const ResponseStore& store, std::string_view id) {
  const std::size_t core = id.find('_') + 1;
  const std::size_t side = id.find_last_not_of("0123456789");
  if (core == 0 || side == std::string_view::npos || side < core) return {};
  const auto record = store.find(std::string(kResponsePrefix).append(id.substr(core, side - core)));
  if (record == nullptr || (id[side] != kInput && id[side] != kOutput)) return {};
  std::size_t index = 0;
  const std::string_view digits = id.substr(side + 1);
  if (std::from_chars(digits.data(), digits.data() + digits.size(), index).ec != std::errc()) return {};
  if (id[side] == kInput) return index < record->input.size() ? record->input[index].json : std::string();
  return index < record->output.size() ? record->output[index] : std::string();
}

}  // namespace oaisim
