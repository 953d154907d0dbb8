#include "common/text/models.h"

#include <algorithm>
#include <iterator>

namespace oaisim {
namespace {

struct Model {
  std::string_view name;
  Encoding encoding;
};

constexpr Encoding kDefault = Encoding::o200k_base;

// The same entries as vocabularies/models.tsv.
constexpr Model kExact[] = {
    {"o1", Encoding::o200k_base},
    {"o3", Encoding::o200k_base},
    {"o4-mini", Encoding::o200k_base},
    {"gpt-4", Encoding::cl100k_base},
    {"gpt-3.5-turbo", Encoding::cl100k_base},
    {"gpt-3.5", Encoding::cl100k_base},
    {"gpt-35-turbo", Encoding::cl100k_base},
    {"davinci-002", Encoding::cl100k_base},
    {"babbage-002", Encoding::cl100k_base},
    {"text-embedding-ada-002", Encoding::cl100k_base},
    {"text-embedding-3-small", Encoding::cl100k_base},
    {"text-embedding-3-large", Encoding::cl100k_base},
    {"text-davinci-003", Encoding::p50k_base},
    {"text-davinci-002", Encoding::p50k_base},
    {"code-davinci-002", Encoding::p50k_base},
    {"text-davinci-001", Encoding::r50k_base},
    {"davinci", Encoding::r50k_base},
    {"curie", Encoding::r50k_base},
    {"babbage", Encoding::r50k_base},
    {"ada", Encoding::r50k_base},
};

constexpr Model kPrefixes[] = {
    {"o1-", Encoding::o200k_base},
    {"o3-", Encoding::o200k_base},
    {"o4-mini-", Encoding::o200k_base},
    {"gpt-5", Encoding::o200k_base},
    {"gpt-4.5-", Encoding::o200k_base},
    {"gpt-4.1", Encoding::o200k_base},
    {"gpt-4.1-", Encoding::o200k_base},
    {"chatgpt-4o-", Encoding::o200k_base},
    {"gpt-4o", Encoding::o200k_base},
    {"gpt-4-", Encoding::cl100k_base},
    {"gpt-3.5-turbo-", Encoding::cl100k_base},
    {"gpt-35-turbo-", Encoding::cl100k_base},
    {"gpt-oss-", Encoding::o200k_harmony},
    {"ft:gpt-4o", Encoding::o200k_base},
    {"ft:gpt-4", Encoding::cl100k_base},
    {"ft:gpt-3.5-turbo", Encoding::cl100k_base},
};

// How the names of OpenAI's reasoning models begin.  gpt-5-chat is none, and takes either member.
constexpr std::string_view kReasoning[] = {"o1", "o3", "o4", "gpt-5"};

}  // namespace

Encoding encoding_of_model(std::string_view model) {
  for (const Model& exact : kExact) {
    if (model == exact.name) return exact.encoding;
  }
  Model longest{"", kDefault};
  for (const Model& prefix : kPrefixes) {
    if (prefix.name.size() > longest.name.size() && model.starts_with(prefix.name)) longest = prefix;
  }
  return longest.encoding;
}

bool wants_max_completion_tokens(std::string_view model) {
  return std::any_of(std::begin(kReasoning), std::end(kReasoning),
                     [&](std::string_view prefix) { return model.starts_with(prefix); });
}

}  // namespace oaisim
