// A value of a JSON document that somebody else may have written, with the way to it.
//
//   DocumentProblem problem;
//   const DocumentField document(json, "", problem);
//   run.id = document["id"].text();
//   run.length = document["length_s"].seconds();
//   if (problem) ...   // "client.late_sends is missing"
//
// Reading goes on after a problem, with empty values, and the first problem is kept: who reads asks once, at the end.
//
// Ownership: the JSON and the DocumentProblem are the caller's and outlive the field.  Thread safety: none.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/units.h"

namespace oaisim::loadtest {

// The first thing that was wrong.
class DocumentProblem {
 public:
  void set(std::string text) {
    if (text_.empty()) text_ = std::move(text);
  }
  explicit operator bool() const { return !text_.empty(); }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

class DocumentField {
 public:
  DocumentField(const nlohmann::json& value, std::string path, DocumentProblem& problem)
      : value_(&value), path_(std::move(path)), problem_(&problem) {}

  // A member of an object.  A problem when this is no object or has none.
  DocumentField operator[](std::string_view name) const;

  bool is_null() const { return value_->is_null(); }
  bool has(std::string_view name) const;

  // A problem when the value is of another type or beyond what is allowed.
  std::string text() const;
  bool flag() const;
  std::uint64_t count() const;  // a whole number from 0 to 2^63 - 1
  std::int64_t signed_count() const { return static_cast<std::int64_t>(count()); }
  double number() const;  // finite, from 0 to 1e18
  Duration seconds() const;
  std::vector<DocumentField> items(std::size_t most) const;  // of an array
  std::vector<std::pair<std::string, DocumentField>> members(std::size_t most) const;

  void fail(const std::string& problem) const { problem_->set(path_ + " " + problem); }
  const std::string& path() const { return path_; }

 private:
  const nlohmann::json* value_;
  std::string path_;
  DocumentProblem* problem_;
};

}  // namespace oaisim::loadtest
