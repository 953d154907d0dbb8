#include "simulator/protocols/transcript.h"

#include <cmath>
#include <utility>

namespace oaisim {
namespace {

constexpr std::pair<std::string_view, std::string_view> kLanguages[] = {
    {"ar", "arabic"},     {"bg", "bulgarian"},  {"ca", "catalan"}, {"cs", "czech"},     {"da", "danish"},
    {"de", "german"},     {"el", "greek"},      {"en", "english"}, {"es", "spanish"},   {"et", "estonian"},
    {"fi", "finnish"},    {"fr", "french"},     {"he", "hebrew"},  {"hi", "hindi"},     {"hr", "croatian"},
    {"hu", "hungarian"},  {"id", "indonesian"}, {"it", "italian"}, {"ja", "japanese"},  {"ko", "korean"},
    {"lt", "lithuanian"}, {"lv", "latvian"},    {"nl", "dutch"},   {"no", "norwegian"}, {"pl", "polish"},
    {"pt", "portuguese"}, {"ro", "romanian"},   {"ru", "russian"}, {"sk", "slovak"},    {"sl", "slovenian"},
    {"sr", "serbian"},    {"sv", "swedish"},    {"th", "thai"},    {"tr", "turkish"},   {"uk", "ukrainian"},
    {"vi", "vietnamese"}, {"zh", "chinese"},
};

class TextClock {
 public:
  TextClock(const Choice& choice, double seconds)
      : text_(choice.text), per_byte_(seconds / static_cast<double>(std::max<std::size_t>(text_.size(), 1))) {}

  TimedText cut(std::size_t begin, std::size_t end) const {
    return {.text = text_.substr(begin, end - begin),
            .start = static_cast<double>(begin) * per_byte_,
            .end = static_cast<double>(end) * per_byte_};
  }

 private:
  std::string_view text_;
  double per_byte_;
};

}  // namespace

std::vector<TimedText> sentences_of(const Choice& choice, double seconds) {
  const std::string_view text = choice.text;
  const TextClock clock(choice, seconds);
  std::vector<TimedText> sentences;
  std::size_t token = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t mark = std::min(text.find('.', begin), text.size() - 1);
    const std::size_t first = std::min(text.find_first_not_of(' ', begin), mark);
    TimedText& sentence = sentences.emplace_back(clock.cut(first, mark + 1));
    while (token < choice.token_count() && choice.token_ends[token] <= mark) ++token;
    sentence.last_token = std::min(token, choice.token_count() - 1);
    begin = mark + 1;
  }
  return sentences;
}

std::vector<TimedText> words_of(const Choice& choice, double seconds) {
  const std::string_view text = choice.text;
  const TextClock clock(choice, seconds);
  std::vector<TimedText> words;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find_first_of(" ,.", begin), text.size());
    if (end > begin) words.push_back(clock.cut(begin, end));
    begin = end + 1;
  }
  return words;
}

std::string clock_text(double seconds, char point) {
  const auto milliseconds = std::llround(seconds * 1000);
  const auto digits = [](std::int64_t value, std::size_t count) {
    std::string text = std::to_string(value);
    return text.size() < count ? std::string(count - text.size(), '0') + text : text;
  };
  return digits(milliseconds / 3'600'000, 2) + ":" + digits(milliseconds / 60'000 % 60, 2) + ":" +
         digits(milliseconds / 1000 % 60, 2) + point + digits(milliseconds % 1000, 3);
}

std::string_view language_name(std::string_view code) {
  for (const auto& [known, name] : kLanguages) {
    if (known == code) return name;
  }
  return code;
}

}  // namespace oaisim
