#include "loadtest/client/json_path.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "loadtest/client/json_path_parser.h"

namespace oaisim::loadtest {
namespace {

using Json = nlohmann::ordered_json;
using Selector = JsonPath::Selector;

constexpr int kDeepest = 1000;  // levels of a record that are looked into

// Walks the matches in their order until the first that has come through all segments.
class Search {
 public:
  explicit Search(const std::vector<JsonPath::Segment>& segments) : segments_(segments) {}

  // Whether there is a match; found() is the first.
  bool visit(const Json& value, std::size_t segment, int depth) {
    if (segment == segments_.size()) {
      found_ = &value;
      return true;
    }
    if (depth > kDeepest) return false;
    for (const auto& selector : segments_[segment].selectors) {
      if (select(value, selector, segment, depth)) return true;
    }
    if (!segments_[segment].descendants || !value.is_structured()) return false;
    return std::any_of(value.begin(), value.end(), [&](const Json& child) { return visit(child, segment, depth + 1); });
  }

  const Json& found() const { return *found_; }

 private:
  bool select(const Json& value, const Selector& selector, std::size_t segment, int depth) {
    const auto enter = [&](const Json& child) { return visit(child, segment + 1, depth + 1); };
    if (selector.kind == Selector::Kind::name) {
      const auto member = value.is_object() ? value.find(selector.name) : value.end();
      return member != value.end() && enter(*member);
    }
    if (selector.kind == Selector::Kind::wildcard) {
      return value.is_structured() && std::any_of(value.begin(), value.end(), enter);
    }
    if (!value.is_array()) return false;
    const auto size = static_cast<std::int64_t>(value.size());
    if (selector.kind == Selector::Kind::slice) return select_slice(value, selector, size, enter);
    const std::int64_t index = *selector.first + (*selector.first < 0 ? size : 0);
    return index >= 0 && index < size && enter(value[static_cast<std::size_t>(index)]);
  }

  // RFC 9535, 2.3.4.2.2.
  template <typename Enter>
  static bool select_slice(const Json& value, const Selector& selector, std::int64_t size, const Enter& enter) {
    const std::int64_t step = selector.step;
    if (step == 0) return false;
    const auto bound = [&](std::optional<std::int64_t> given, std::int64_t otherwise) {
      if (!given) return otherwise;
      const std::int64_t index = *given + (*given < 0 ? size : 0);
      return step > 0 ? std::clamp<std::int64_t>(index, 0, size) : std::clamp<std::int64_t>(index, -1, size - 1);
    };
    const std::int64_t first = bound(selector.first, step > 0 ? 0 : size - 1);
    const std::int64_t last = bound(selector.last, step > 0 ? size : -1);
    for (std::int64_t i = first; step > 0 ? i < last : i > last; i += step) {
      if (enter(value[static_cast<std::size_t>(i)])) return true;
    }
    return false;
  }

  const std::vector<JsonPath::Segment>& segments_;
  const Json* found_ = nullptr;
};

}  // namespace

Result<JsonPath> JsonPath::parse(std::string_view text) {
  auto segments = JsonPathParser(text).parse();
  if (!segments) return segments.error();
  JsonPath path;
  path.segments_ = std::move(*segments);
  return path;
}

std::optional<std::string> JsonPath::first_of(std::string_view record) const {
  const Json document = Json::parse(record, nullptr, false);
  if (document.is_discarded()) return std::nullopt;
  Search search(segments_);
  if (!search.visit(document, 0, 0)) return std::nullopt;
  return search.found().dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace oaisim::loadtest
