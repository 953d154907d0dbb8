#include "loadtest/commands/dataset_summary.h"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <ostream>
#include <string>
#include <vector>

#include "common/text/utf8.h"

namespace oaisim::loadtest {
namespace {

constexpr std::size_t kShownBytes = 200;  // of a text

// The beginning of a text on one line; control characters could do anything to a terminal.
std::string excerpt(std::string_view text) {
  const bool cut = text.size() > kShownBytes;
  text = text.substr(0, kShownBytes);
  std::string line(text.substr(0, valid_utf8_prefix(text)));
  std::replace_if(
      line.begin(), line.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; }, ' ');
  return cut ? line + "..." : line;
}

void print_lengths(const char* name, std::vector<std::int64_t> lengths, std::ostream& out) {
  if (lengths.empty()) return;
  std::sort(lengths.begin(), lengths.end());
  const auto at = [&](double share) {
    return lengths[static_cast<std::size_t>(share * static_cast<double>(lengths.size() - 1))];
  };
  double sum = 0;
  for (const auto length : lengths) sum += static_cast<double>(length);
  out << std::left << std::setw(14) << name << std::right;
  const std::int64_t mean = std::llround(sum / static_cast<double>(lengths.size()));
  for (const std::int64_t value : {lengths.front(), mean, at(0.5), at(0.9), at(0.99), lengths.back()}) {
    out << std::setw(9) << value;
  }
  out << '\n';
}

void print_sample(std::uint64_t number, const Sample& sample, std::ostream& out) {
  out << '\n' << number << "  " << sample.prompt_tokens << " prompt tokens";
  if (sample.max_tokens) out << ", longest reply " << *sample.max_tokens;
  out << '\n';
  if (!sample.system.empty()) out << "   system: " << excerpt(sample.system) << '\n';
  for (const auto& turn : sample.turns) {
    out << "   user: " << excerpt(turn.user) << '\n';
    for (const auto& image : turn.images) out << "   image: " << excerpt(image).substr(0, 60) << '\n';
    if (!turn.recorded_reply.empty()) out << "   reply: " << excerpt(turn.recorded_reply) << '\n';
  }
}

}  // namespace

void summarize_dataset(const Dataset& dataset, std::uint64_t shown, std::ostream& out) {
  std::vector<std::int64_t> prompts;
  std::vector<std::int64_t> replies;
  std::size_t turns = 0;
  std::size_t images = 0;
  for (std::uint64_t i = 0; i < dataset.size(); ++i) {
    const Sample sample = dataset.at(i);
    prompts.push_back(sample.prompt_tokens);
    if (sample.max_tokens) replies.push_back(*sample.max_tokens);
    turns += sample.turns.size();
    for (const auto& turn : sample.turns) images += turn.images.size();
  }
  out << dataset.size() << " samples, " << turns << " turns, " << images << " images, " << replies.size()
      << " with a longest reply\n\n"
      << std::string(14, ' ') << "      min     mean      p50      p90      p99      max\n";
  print_lengths("prompt tokens", std::move(prompts), out);
  print_lengths("longest reply", std::move(replies), out);
  for (std::uint64_t i = 0; i < std::min(shown, dataset.size()); ++i) print_sample(i + 1, dataset.at(i), out);
}

}  // namespace oaisim::loadtest
