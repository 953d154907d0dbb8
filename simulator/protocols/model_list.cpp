#include "simulator/protocols/model_list.h"

#include <algorithm>
#include <charconv>

#include "common/base/utc_time.h"
#include "common/text/json_writer.h"
#include "simulator/protocols/claude_models.h"
#include "simulator/protocols/model_catalogue.h"

namespace oaisim {
namespace {

constexpr std::string_view kOpenAi = "openai";
constexpr std::string_view kAnthropic = "anthropic";
constexpr std::size_t kDefaultPage = 20;
constexpr std::size_t kLargestPage = 1000;

void append_model(std::string& out, std::string_view id, std::int64_t created, std::string_view owner) {
  out += "{\"id\":";
  append_string(out, id);
  out += ",\"object\":\"model\",\"created\":";
  append_integer(out, created);
  out += ",\"owned_by\":";
  append_string(out, owner);
  out += '}';
}

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string_view line_of(std::string_view model) {
  for (const std::string_view line : {"haiku", "sonnet", "opus", "fable", "mythos"}) {
    if (model.find(line) != std::string_view::npos) return line;
  }
  return "";
}

void append_anthropic_model(std::string& out, std::string_view id, bool published) {
  const ModelFacts& facts = facts_of_model(id);
  const ClaudeFacts& claude = claude_facts(id);
  out += R"({"type":"model","id":)";
  append_string(out, id);
  out += ",\"display_name\":";
  append_string(out, published ? claude.display_name : id);
  out += ",\"created_at\":\"";
  append_utc(out, facts.created);
  out += "\",\"lifecycle\":\"";
  out += claude.lifecycle;
  out += "\",\"line\":";
  append_string_or_null(out, published ? line_of(id) : "");
  out += ",\"max_input_tokens\":";
  append_integer(out, facts.context_window);
  out += ",\"max_tokens\":";
  append_integer(out, facts.max_output);
  out += '}';
}

// All ids that Anthropic's list has, in its order.
std::vector<std::string_view> anthropic_ids(const std::vector<std::string>& deployments) {
  std::vector<std::string_view> ids(deployments.begin(), deployments.end());
  for (const auto& model : model_catalogue()) {
    if (model.maker == kAnthropic && !contains(deployments, model.name)) ids.push_back(model.name);
  }
  return ids;
}

std::optional<std::size_t> page_size(std::string_view limit) {
  if (limit.empty()) return kDefaultPage;
  std::size_t size = 0;
  const auto [end, code] = std::from_chars(limit.data(), limit.data() + limit.size(), size);
  if (code != std::errc() || end != limit.data() + limit.size() || size < 1 || size > kLargestPage) return {};
  return size;
}

}  // namespace

AnthropicModelList anthropic_model_list(const std::vector<std::string>& deployments, const ModelPage& page) {
  const auto size = page_size(page.limit);
  if (!size) return {.error = ApiError{.message = "limit: Input should be a valid integer from 1 to 1000"}};
  const auto ids = anthropic_ids(deployments);
  auto begin = ids.begin();
  auto end = ids.end();
  if (!page.after_id.empty()) {
    begin = std::find(ids.begin(), ids.end(), page.after_id);
    if (begin == ids.end()) return {.error = unknown_model(page.after_id, ApiShape::anthropic)};
    ++begin;
  }
  if (!page.before_id.empty()) {
    end = std::find(ids.begin(), ids.end(), page.before_id);
    if (end == ids.end()) return {.error = unknown_model(page.before_id, ApiShape::anthropic)};
  }
  begin = std::min(begin, end);
  const auto count = std::min(*size, static_cast<std::size_t>(end - begin));
  const bool has_more = count < static_cast<std::size_t>(end - begin);
  // A page before an id ends at it; any other begins where it was asked to.
  if (!page.before_id.empty()) {
    begin = end - static_cast<std::ptrdiff_t>(count);
  } else {
    end = begin + static_cast<std::ptrdiff_t>(count);
  }
  AnthropicModelList list{.body = "{\"data\":["};
  for (auto id = begin; id != end; ++id) {
    if (id != begin) list.body += ',';
    append_anthropic_model(list.body, *id, !contains(deployments, *id));
  }
  list.body += has_more ? "],\"has_more\":true,\"first_id\":" : "],\"has_more\":false,\"first_id\":";
  append_string_or_null(list.body, count > 0 ? *begin : "");
  list.body += ",\"last_id\":";
  append_string_or_null(list.body, count > 0 ? *(end - 1) : "");
  list.body += '}';
  return list;
}

std::optional<std::string> anthropic_model_body(const std::vector<std::string>& deployments, std::string_view id) {
  const bool configured = contains(deployments, id);
  const ModelFacts& facts = facts_of_model(id);
  const bool dated = id.starts_with(facts.name) && (id == facts.name || id[facts.name.size()] == '-');
  if (!configured && (facts.maker != kAnthropic || !dated)) return std::nullopt;
  std::string out;
  append_anthropic_model(out, id, !configured);
  return out;
}

std::string model_list_body(const std::vector<std::string>& deployments) {
  std::string out = "{\"object\":\"list\",\"data\":[";
  const auto separate = [&out] {
    if (out.back() != '[') out += ',';
  };
  for (const auto& name : deployments) {
    separate();
    append_model(out, name, facts_of_model(name).created, "simulator");
  }
  for (const auto& model : model_catalogue()) {
    if (model.maker != kOpenAi || contains(deployments, model.name)) continue;
    separate();
    append_model(out, model.name, model.created, kOpenAi);
  }
  return out + "]}";
}

std::optional<std::string> model_body(const std::vector<std::string>& deployments, std::string_view id) {
  std::string out;
  if (contains(deployments, id)) {
    append_model(out, id, facts_of_model(id).created, "simulator");
    return out;
  }
  for (const auto& model : model_catalogue()) {
    if (model.maker != kOpenAi || model.name != id) continue;
    append_model(out, id, model.created, kOpenAi);
    return out;
  }
  return std::nullopt;
}

}  // namespace oaisim
