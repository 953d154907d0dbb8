#include "simulator/admin/content_filter_json.h"

#include <algorithm>
#include <set>

namespace oaisim {
namespace {

using nlohmann::json;

Status read_words(const json& words, const std::string& where, std::size_t category, ContentFilter& filter) {
  if (!words.is_array()) return invalid(where + ": expected a list of words");
  for (const auto& word : words) {
    if (!word.is_string() || !ContentFilter::is_word(word.get_ref<const std::string&>())) {
      return invalid(where + ": expected single words of 1 to 64 bytes, of letters, digits and _");
    }
    filter.add(word.get_ref<const std::string&>(), category);
    if (filter.words().size() > ContentFilter::kMostWords) return invalid(where + ": at most 1000 words are allowed");
  }
  return success();
}

}  // namespace

Result<std::shared_ptr<const ContentFilter>> parse_content_filter(const json& value, const std::string& where) {
  std::shared_ptr<const ContentFilter> none;
  if (value.is_null()) return none;
  if (!value.is_object()) return invalid(where + ": expected an object of word lists by category");
  auto filter = std::make_shared<ContentFilter>();
  for (const auto& [name, words] : value.items()) {
    const auto* const found = std::find(kHarmCategories.begin(), kHarmCategories.end(), name);
    if (found == kHarmCategories.end()) {
      return invalid(where + ": '" + name + "' is unknown; allowed: hate, self_harm, sexual, violence");
    }
    const auto category = static_cast<std::size_t>(found - kHarmCategories.begin());
    if (auto status = read_words(words, where + "." + name, category, *filter); !status) return status.error();
  }
  if (filter->words().empty()) return none;
  return std::shared_ptr<const ContentFilter>(std::move(filter));
}

json content_filter_json(const ContentFilter& filter) {
  std::set<std::string> sorted;
  for (const auto& [word, harms] : filter.words()) sorted.insert(word);
  json out = json::object();
  for (const auto& word : sorted) {
    const Harms harms = filter.words().find(word)->second;
    for (std::size_t i = 0; i < kHarmCategories.size(); ++i) {
      if (harms[i]) out[std::string(kHarmCategories[i])].push_back(word);
    }
  }
  return out;
}

}  // namespace oaisim
