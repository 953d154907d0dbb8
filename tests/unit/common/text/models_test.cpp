#include "common/text/models.h"

#include <doctest/doctest.h>

#include "common/text/chat_tokens.h"

namespace oaisim {
namespace {

TEST_CASE("an exact name decides first, then the longest prefix") {
  CHECK(encoding_of_model("gpt-4") == Encoding::cl100k_base);
  CHECK(encoding_of_model("gpt-4-0613") == Encoding::cl100k_base);
  CHECK(encoding_of_model("gpt-4o") == Encoding::o200k_base);
  CHECK(encoding_of_model("gpt-4o-mini") == Encoding::o200k_base);
  CHECK(encoding_of_model("gpt-4.1-nano") == Encoding::o200k_base);
  CHECK(encoding_of_model("gpt-35-turbo-16k") == Encoding::cl100k_base);
  CHECK(encoding_of_model("ft:gpt-4o:mine") == Encoding::o200k_base);
  CHECK(encoding_of_model("ft:gpt-4:mine") == Encoding::cl100k_base);
  CHECK(encoding_of_model("gpt-oss-120b") == Encoding::o200k_harmony);
  CHECK(encoding_of_model("text-davinci-003") == Encoding::p50k_base);
  CHECK(encoding_of_model("davinci") == Encoding::r50k_base);
}

TEST_CASE("an unknown model counts as a recent one") {
  CHECK(encoding_of_model("") == Encoding::o200k_base);
  CHECK(encoding_of_model("my-deployment") == Encoding::o200k_base);
}

TEST_CASE("reasoning models bound their replies by max_completion_tokens") {
  for (const char* model : {"o1", "o3-mini", "o4-mini-2025-04-16", "gpt-5", "gpt-5-nano"}) {
    CHECK(wants_max_completion_tokens(model));
  }
  for (const char* model : {"gpt-4o", "gpt-4.5-preview", "my-o3", ""}) CHECK_FALSE(wants_max_completion_tokens(model));
}

TEST_CASE("chats cost three tokens a message, but four for the first gpt-3.5-turbo") {
  const ChatTokenRules usual = chat_token_rules("gpt-4o");
  CHECK(usual.per_message == 3);
  CHECK(usual.per_name == 1);
  CHECK(usual.reply_priming == 3);
  const ChatTokenRules first = chat_token_rules("gpt-3.5-turbo-0301");
  CHECK(first.per_message == 4);
  CHECK(first.per_name == -1);
  CHECK(first.reply_priming == 3);
}

}  // namespace
}  // namespace oaisim
