#include "loadtest/results/document_field.h"

#include <cmath>
#include <limits>

namespace oaisim::loadtest {
namespace {

constexpr double kMostNumber = 1e18;
constexpr double kMostSeconds = 1e9;  // some thirty years, which nanoseconds still hold
constexpr double kNanosecondsPerSecond = 1e9;

const nlohmann::json& null_value() {
  static const nlohmann::json null;
  return null;
}

}  // namespace

DocumentField DocumentField::operator[](std::string_view name) const {
  const std::string path = path_.empty() ? std::string(name) : path_ + "." + std::string(name);
  if (!value_->is_object()) {
    problem_->set((path_.empty() ? "the document" : path_) + " is no object");
    return {null_value(), path, *problem_};
  }
  const auto found = value_->find(std::string(name));
  if (found == value_->end()) {
    problem_->set(path + " is missing");
    return {null_value(), path, *problem_};
  }
  return {*found, path, *problem_};
}

bool DocumentField::has(std::string_view name) const {
  return value_->is_object() && value_->contains(std::string(name));
}

std::string DocumentField::text() const {
  if (value_->is_string()) return value_->get<std::string>();
  fail("is no text");
  return {};
}

bool DocumentField::flag() const {
  if (value_->is_boolean()) return value_->get<bool>();
  fail("is neither true nor false");
  return false;
}

std::uint64_t DocumentField::count() const {
  constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (value_->is_number_unsigned() && value_->get<std::uint64_t>() <= kMost) return value_->get<std::uint64_t>();
  // A document that was made in memory has its positive numbers as signed ones, too.
  const bool is_signed = value_->is_number_integer() && !value_->is_number_unsigned();
  if (is_signed && value_->get<std::int64_t>() >= 0) return static_cast<std::uint64_t>(value_->get<std::int64_t>());
  fail("is no whole number from 0 on");
  return 0;
}

double DocumentField::number() const {
  const double value = value_->is_number() ? value_->get<double>() : std::numeric_limits<double>::quiet_NaN();
  if (value >= 0 && value <= kMostNumber) return value;
  fail("is no number from 0 to 1e18");
  return 0;
}

Duration DocumentField::seconds() const {
  const double value = number();
  if (value <= kMostSeconds) return Duration(std::llround(value * kNanosecondsPerSecond));
  fail("is longer than 1e9 s");
  return {};
}

std::vector<DocumentField> DocumentField::items(std::size_t most) const {
  std::vector<DocumentField> fields;
  if (!value_->is_array()) return fail("is no array"), fields;
  if (value_->size() > most) return fail("has more than " + std::to_string(most) + " items"), fields;
  for (std::size_t i = 0; i < value_->size(); ++i)
    fields.emplace_back((*value_)[i], path_ + "[" + std::to_string(i) + "]", *problem_);
  return fields;
}

std::vector<std::pair<std::string, DocumentField>> DocumentField::members(std::size_t most) const {
  std::vector<std::pair<std::string, DocumentField>> fields;
  if (!value_->is_object()) return fail("is no object"), fields;
  if (value_->size() > most) return fail("has more than " + std::to_string(most) + " members"), fields;
  for (const auto& [name, value] : value_->items())
    fields.emplace_back(name, DocumentField(value, path_ + "." + name, *problem_));
  return fields;
}

}  // namespace oaisim::loadtest
