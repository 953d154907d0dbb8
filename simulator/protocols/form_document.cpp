#include "simulator/protocols/form_document.h"

#include <charconv>
#include <cmath>
#include <optional>

#include "common/http/message.h"
#include "common/text/json_writer.h"

namespace oaisim {
namespace {

using Kind = Shape::Kind;

// The number that the whole of `text` is.
template <typename Number>
std::optional<Number> whole_number(std::string_view text) {
  Number value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// `text` as the JSON that `shape` wants.  False: it does not read as that.
bool append_as(const Shape& shape, std::string_view text, std::string& out) {
  switch (shape.kind) {
    case Kind::boolean:
      if (!equals_ignoring_case(text, "true") && !equals_ignoring_case(text, "false")) return false;
      out += equals_ignoring_case(text, "true") ? "true" : "false";
      return true;
    case Kind::integer:
      if (const auto value = whole_number<std::int64_t>(text)) {
        append_integer(out, *value);
        return true;
      }
      [[fallthrough]];
    case Kind::number:
      if (const auto value = whole_number<double>(text); value && std::isfinite(*value)) {
        char digits[32];
        out.append(digits, std::to_chars(digits, digits + sizeof(digits), *value).ptr);
        return true;
      }
      return false;
    default:
      return false;
  }
}

const Field* field_of(const Shape& shape, std::string_view name) {
  for (const auto& field : shape.fields) {
    if (field.name == name) return &field;
  }
  return nullptr;
}

// `shape` itself, or that of its alternatives, that is of this kind.
const Shape* of_kind(const Shape& shape, Kind kind) {
  if (shape.kind == kind) return &shape;
  for (const Shape* alternative : shape.alternatives) {
    if (alternative->kind == kind) return alternative;
  }
  return nullptr;
}

// A member of the document, put together from all parts of its name.
struct Member {
  std::string_view name;
  const Shape* shape;
  std::string values = {};  // JSON, separated by commas
  std::size_t count = 0;
  char open = 0;  // '[' or '{'; 0: a single value
};

class Writer {
 public:
  Writer(const Shape& form, std::vector<FormPart>& files) : form_(form), files_(files) {}

  // False: a text is not UTF-8.
  bool add(const FormPart& part) {
    const std::string_view name = part.name;
    if (field_of(form_, name) != nullptr) return add_value(member(name), part);
    if (name.ends_with("[]")) {
      Member& list = member(name.substr(0, name.size() - 2));
      list.open = '[';
      return add_value(list, part);
    }
    const auto bracket = name.find('[');
    if (bracket != std::string_view::npos && bracket > 0 && name.ends_with(']')) {
      Member& object = member(name.substr(0, bracket));
      object.open = '{';
      return add_member(object, name.substr(bracket + 1, name.size() - bracket - 2), part);
    }
    return add_value(member(name), part);
  }

  std::string json() const {
    std::string out = "{";
    for (const auto& member : members_) {
      if (out.size() > 1) out += ',';
      append_string(out, member.name);
      out += ':';
      if (member.open != 0) out += member.open;
      out += member.values;
      if (member.open != 0) out += member.open == '[' ? ']' : '}';
    }
    return out + "}";
  }

 private:
  Member& member(std::string_view name) {
    for (auto& known : members_) {
      if (known.name == name) return known;
    }
    const Field* field = field_of(form_, name);
    Member& added = members_.emplace_back(Member{.name = name, .shape = field != nullptr ? field->shape : &kAny});
    if (added.shape->kind == Kind::array) added.open = '[';
    return added;
  }

  bool add_value(Member& member, const FormPart& part) {
    const Shape* list = of_kind(*member.shape, Kind::array);
    if (member.open == 0 && member.count > 0 && list != nullptr) member.open = '[';
    if (member.open == 0) member.values.clear();  // the last of several counts
    if (member.open != 0 && member.count > 0) member.values += ',';
    ++member.count;
    return append(member.open == '[' && list != nullptr ? *list->items : *member.shape, part, member.values);
  }

  bool add_member(Member& object, std::string_view key, const FormPart& part) {
    const Shape* shape = of_kind(*object.shape, Kind::object);
    const Field* field = shape != nullptr ? field_of(*shape, key) : nullptr;
    if (object.count++ > 0) object.values += ',';
    append_string(object.values, key);
    object.values += ':';
    return append(field != nullptr ? *field->shape : kAny, part, object.values);
  }

  bool append(const Shape& shape, const FormPart& part, std::string& out) {
    if (part.filename && of_kind(shape, Kind::file) != nullptr) {
      append_integer(out, files_.size());
      files_.push_back(part);
      return true;
    }
    if (append_as(shape, part.content, out)) return true;
    if (!simdjson::validate_utf8(part.content)) return false;
    append_string(out, part.content);
    return true;
  }

  const Shape& form_;
  std::vector<FormPart>& files_;
  std::vector<Member> members_;  // names are views into the parts
};

}  // namespace

std::variant<FormDocument, ApiError> form_document(const Shape& shape, std::string_view content_type,
                                                   std::string_view body) {
  auto parts = read_multipart(content_type, body);
  if (!parts) return malformed_form(parts.error().message);
  FormDocument document;
  Writer writer(shape, document.files);
  for (const auto& part : *parts) {
    if (!simdjson::validate_utf8(part.name)) return malformed_form("the name of a part is not valid UTF-8");
    if (!writer.add(part)) return malformed_form("the field '" + part.name + "' is not valid UTF-8");
  }
  document.json = writer.json();
  return document;
}

}  // namespace oaisim
