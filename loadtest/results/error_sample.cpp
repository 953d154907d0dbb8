#include "loadtest/results/error_sample.h"

#include <algorithm>

namespace oaisim::loadtest {
namespace {

std::string printable(std::string_view text) {
  std::string out(text.substr(0, ErrorSamples::kMaxTextBytes));
  // A character of UTF-8 that was cut in two is left out.
  if (text.size() > out.size() && (static_cast<unsigned char>(text[out.size()]) & 0xc0) == 0x80) {
    while (!out.empty() && (static_cast<unsigned char>(out.back()) & 0xc0) == 0x80) out.pop_back();
    if (!out.empty()) out.pop_back();
  }
  for (char& c : out) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  return out;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Whether two texts differ in their numbers at most: "retry after 10 seconds" is "retry after 9 seconds".
bool is_alike(std::string_view a, std::string_view b) {
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() && j < b.size()) {
    if (is_digit(a[i]) && is_digit(b[j])) {
      while (i < a.size() && is_digit(a[i])) ++i;
      while (j < b.size() && is_digit(b[j])) ++j;
    } else if (a[i++] != b[j++]) {
      return false;
    }
  }
  return i == a.size() && j == b.size();
}

}  // namespace

void ErrorSamples::add(Outcome outcome, int status, std::string_view text) {
  for (auto& sample : samples_) {
    if (sample.outcome == outcome && sample.status == status && is_alike(sample.text, text)) {
      ++sample.count;
      return;
    }
  }
  add({.outcome = outcome, .status = status, .text = printable(text), .count = 1});
}

void ErrorSamples::add(const ErrorSample& sample) {
  const auto is_of_kind = [&](const ErrorSample& s) {
    return s.outcome == sample.outcome && s.status == sample.status;
  };
  const auto find = [&](const std::string& text) {
    return std::find_if(samples_.begin(), samples_.end(),
                        [&](const ErrorSample& s) { return is_of_kind(s) && is_alike(s.text, text); });
  };
  if (const auto same = find(sample.text); same != samples_.end()) {
    same->count += sample.count;
    return;
  }
  const auto texts = static_cast<std::size_t>(std::count_if(samples_.begin(), samples_.end(), is_of_kind));
  if (texts < kMaxTexts && samples_.size() < kMaxSamples) {
    samples_.push_back(sample);
    return;
  }
  if (const auto others = find({}); others != samples_.end()) {
    others->count += sample.count;
  } else if (samples_.size() < kMaxSamples) {
    samples_.push_back({.outcome = sample.outcome, .status = sample.status, .text = {}, .count = sample.count});
  } else {
    rest_ += sample.count;
  }
}

void ErrorSamples::merge(const ErrorSamples& other) {
  for (const auto& sample : other.samples_) add(sample);
  rest_ += other.rest_;
}

std::vector<ErrorSample> ErrorSamples::sorted() const {
  auto samples = samples_;
  if (rest_ > 0)
    samples.push_back({.outcome = Outcome::bad_body, .status = 0, .text = "of many other kinds", .count = rest_});
  std::stable_sort(samples.begin(), samples.end(),
                   [](const ErrorSample& a, const ErrorSample& b) { return a.count > b.count; });
  return samples;
}

}  // namespace oaisim::loadtest
