#include "loadtest/datasets/dataset_writer.h"

#include <nlohmann/json.hpp>
#include <ostream>
#include <string>

#include "common/text/csv_reader.h"

namespace oaisim::loadtest {
namespace {

using nlohmann::ordered_json;

ordered_json content_of(const Turn& turn) {
  if (turn.images.empty()) return turn.user;
  auto parts = ordered_json::array({{{"type", "text"}, {"text", turn.user}}});
  for (const auto& image : turn.images) parts.push_back({{"type", "image_url"}, {"image_url", {{"url", image}}}});
  return parts;
}

ordered_json openai_messages(const Sample& sample) {
  auto messages = ordered_json::array();
  if (!sample.system.empty()) messages.push_back({{"role", "system"}, {"content", sample.system}});
  for (const auto& turn : sample.turns) {
    messages.push_back({{"role", "user"}, {"content", content_of(turn)}});
    if (!turn.recorded_reply.empty()) messages.push_back({{"role", "assistant"}, {"content", turn.recorded_reply}});
  }
  return messages;
}

ordered_json openai_record(const Sample& sample) {
  const bool plain = sample.system.empty() && sample.turns.size() == 1 && sample.turns[0].images.empty() &&
                     sample.turns[0].recorded_reply.empty();
  return plain ? ordered_json{{"prompt", sample.turns[0].user}} : ordered_json{{"messages", openai_messages(sample)}};
}

ordered_json sharegpt_record(const Sample& sample, std::uint64_t index) {
  auto messages = ordered_json::array();
  if (!sample.system.empty()) messages.push_back({{"from", "system"}, {"value", sample.system}});
  for (const auto& turn : sample.turns) {
    messages.push_back({{"from", "human"}, {"value", turn.user}});
    if (!turn.recorded_reply.empty()) messages.push_back({{"from", "gpt"}, {"value", turn.recorded_reply}});
  }
  return {{"id", std::to_string(index)}, {"conversations", std::move(messages)}};
}

std::string json_text(const Sample& sample, std::uint64_t index, DatasetFormat format) {
  auto record = format == DatasetFormat::sharegpt ? sharegpt_record(sample, index) : openai_record(sample);
  if (sample.max_tokens) record["output_tokens"] = *sample.max_tokens;
  return record.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

std::string csv_row(const Sample& sample) {
  const Turn& turn = sample.turns.front();
  std::string row;
  append_csv_field(row, turn.user);
  row += ',';
  append_csv_field(row, sample.system);
  row += ',';
  if (sample.max_tokens) row += std::to_string(*sample.max_tokens);
  row += ',';
  if (!turn.images.empty()) append_csv_field(row, turn.images.front());
  return row + "\r\n";
}

}  // namespace

void write_dataset(const Dataset& dataset, std::uint64_t count, DatasetFormat format, std::ostream& out) {
  const bool is_array = format == DatasetFormat::json || format == DatasetFormat::sharegpt;
  if (format == DatasetFormat::csv) out << "prompt,system,output_tokens,image\r\n";
  if (is_array) out << "[\n";
  for (std::uint64_t i = 0; i < count && out; ++i) {
    const Sample sample = dataset.at(i);
    if (format == DatasetFormat::csv) {
      out << csv_row(sample);
    } else {
      out << json_text(sample, i, format) << (is_array && i + 1 < count ? ",\n" : "\n");
    }
  }
  if (is_array) out << "]\n";
  out.flush();
}

}  // namespace oaisim::loadtest
