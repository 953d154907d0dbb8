#include "simulator/generation/json_schema/schema_source.h"

namespace oaisim::schema {
namespace {

// As Python writes the elements of a tuple.
void append_element(std::string& out, std::string_view text) {
  const char quote = text.find('\'') != std::string_view::npos && text.find('"') == std::string_view::npos ? '"' : '\'';
  out += quote;
  for (const char c : text) {
    if (c == quote || c == '\\') out += '\\';
    out += c;
  }
  out += quote;
}

}  // namespace

std::string Sources::context_of(SourceId id) const {
  std::vector<std::string> steps;  // the last first
  for (const Place* place = &schemas[id].place; place->parent != kNone; place = &schemas[place->parent].place) {
    if (place->keyword.empty()) {  // a pointer from the root
      std::string_view rest = place->name;
      while (!rest.empty()) {
        const std::size_t slash = rest.rfind('/');
        steps.emplace_back(rest.substr(slash + 1));
        rest = slash == std::string_view::npos ? std::string_view{} : rest.substr(0, slash);
      }
      break;
    }
    if (place->index != kNone) steps.push_back(std::to_string(place->index));
    if (place->name.data() != nullptr) steps.emplace_back(place->name);
    steps.emplace_back(place->keyword);
  }
  std::string context = "(";
  for (std::size_t i = steps.size(); i-- > 0;) {
    append_element(context, steps[i]);
    if (i > 0) context += ", ";
  }
  if (steps.size() == 1) context += ',';
  return context += ')';
}

std::string Sources::message(SourceId id, std::string_view what) const {
  return "In context=" + context_of(id) + ", " + std::string(what) + '.';
}

}  // namespace oaisim::schema
