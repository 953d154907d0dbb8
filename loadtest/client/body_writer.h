// Writes the JSON object that a request's body is, with the members that the flags add or replace, and conversations
// in it.
//
//   BodyWriter body(out, plan.fields);
//   if (body.begin("model")) append_string(out, target.model);
//   body.end();
//
// Ownership: refers to the text and the fields.  Thread safety: none.
#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <string_view>

#include "common/text/json_writer.h"
#include "loadtest/datasets/sample.h"
#include "loadtest/plan/request_plan.h"

namespace oaisim::loadtest {

class BodyWriter {
 public:
  BodyWriter(std::string& out, std::span<const BodyField> fields) : out_(out), fields_(fields) { out_ += '{'; }

  // Whether a field of the flags has this name.
  bool has_field(std::string_view name) const {
    return std::any_of(fields_.begin(), fields_.end(), [&](const BodyField& field) { return field.name == name; });
  }

  // Writes a member's name; its value is the caller's to write.  False: a field of the flags takes its place.
  bool begin(std::string_view name) {
    if (has_field(name)) return false;
    write_name(name);
    return true;
  }

  void add(std::string_view name, std::string_view text) {
    if (begin(name)) append_string(out_, text);
  }

  void end() {
    for (const auto& field : fields_) {
      write_name(field.name);
      out_ += field.json;
    }
    out_ += '}';
  }

 private:
  void write_name(std::string_view name) {
    if (!first_) out_ += ',';
    first_ = false;
    append_string(out_, name);
    out_ += ':';
  }

  std::string& out_;
  std::span<const BodyField> fields_;
  bool first_ = true;
};

// The turns as messages, written by `write_user` and for all but the last one with its reply.
template <typename WriteUser>
void write_turns(std::string& out, std::span<const Turn> turns, WriteUser write_user) {
  for (const auto& turn : turns.first(turns.size() - 1)) {
    write_user(out, turn);
    out += R"(,{"role":"assistant","content":)";
    append_string(out, turn.recorded_reply);
    out += "},";
  }
  write_user(out, turns.back());
}

}  // namespace oaisim::loadtest
