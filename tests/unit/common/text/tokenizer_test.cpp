#include "common/text/tokenizer.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace oaisim {
namespace {

constexpr Encoding kEncodings[] = {Encoding::r50k_base, Encoding::p50k_base, Encoding::cl100k_base,
                                   Encoding::o200k_base, Encoding::o200k_harmony};

struct GoldenCase {
  Encoding encoding;
  std::string_view text;
  std::vector<TokenId> ids;
};

const std::vector<GoldenCase>& golden_cases() {
  static const std::vector<GoldenCase> cases = {
#include "tests/unit/common/text/golden_cases.inc"
  };
  return cases;
}

TEST_CASE("texts encode to the ids that tiktoken gives") {
  for (const GoldenCase& golden : golden_cases()) {
    CAPTURE(encoding_name(golden.encoding));
    CAPTURE(golden.text);
    CHECK(Tokenizer::of(golden.encoding).encode(golden.text) == golden.ids);
  }
}

TEST_CASE("count gives the number of ids") {
  for (const GoldenCase& golden : golden_cases())
    CHECK(Tokenizer::of(golden.encoding).count(golden.text) == golden.ids.size());
}

TEST_CASE("encode appends") {
  const Tokenizer& tokenizer = Tokenizer::of(Encoding::cl100k_base);
  std::vector<TokenId> tokens = {7};
  tokenizer.encode("hello world", tokens);
  CHECK(tokens == std::vector<TokenId>{7, 15339, 1917});
}

TEST_CASE("decoding gives valid text back") {
  for (const GoldenCase& golden : golden_cases()) {
    const Tokenizer& tokenizer = Tokenizer::of(golden.encoding);
    const std::string decoded = tokenizer.decode(golden.ids);
    CHECK(tokenizer.encode(decoded) == golden.ids);
    if (decoded.find("\xEF\xBF\xBD") == std::string::npos) CHECK(decoded == golden.text);
  }
}

TEST_CASE("a token stands for its bytes") {
  const Tokenizer& tokenizer = Tokenizer::of(Encoding::o200k_base);
  CHECK(tokenizer.bytes_of(13225) == "Hello");
  CHECK(tokenizer.encode("Hello") == std::vector<TokenId>{13225});
}

TEST_CASE("special tokens are never produced, and are known to decode") {
  const Tokenizer& harmony = Tokenizer::of(Encoding::o200k_harmony);
  CHECK(harmony.encode("<|start|>").size() > 1);
  CHECK(harmony.bytes_of(200006) == "<|start|>");
  CHECK(harmony.bytes_of(200000) == "<|reserved_200000|>");
  CHECK(harmony.bytes_of(201087) == "<|reserved_201087|>");
  CHECK(harmony.bytes_of(201088).empty());
  CHECK(Tokenizer::of(Encoding::o200k_base).bytes_of(200006).empty());
  CHECK(Tokenizer::of(Encoding::r50k_base).bytes_of(50256) == "<|endoftext|>");
  CHECK(Tokenizer::of(Encoding::cl100k_base).bytes_of(100276) == "<|endofprompt|>");
}

TEST_CASE("ids that an encoding does not have stand for nothing") {
  const Tokenizer& tokenizer = Tokenizer::of(Encoding::cl100k_base);
  CHECK(tokenizer.bytes_of(100256).empty());
  CHECK(tokenizer.bytes_of(4'000'000'000u).empty());
  CHECK(tokenizer.decode({15339, 4'000'000'000u, 1917}) == "hello world");
}

TEST_CASE("nothing behind the text is read") {
  const Tokenizer& tokenizer = Tokenizer::of(Encoding::o200k_base);
  const std::string text = "don't stop, 获取参数 x" + std::string(40, ' ');
  for (std::size_t length = 0; length <= text.size(); ++length) {
    const std::vector<char> exact(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(length));
    const std::string copy(exact.begin(), exact.end());
    CHECK(tokenizer.encode({exact.data(), exact.size()}) == tokenizer.encode(copy));
  }
}

TEST_CASE("threads get the same ids from one tokenizer") {
  std::string text;
  std::mt19937 random(1);
  for (int i = 0; i < 20'000; ++i) text.push_back(static_cast<char>("abcdefghij KLM.\n1"[random() % 17]));
  for (const Encoding encoding : kEncodings) {
    const auto expected = Tokenizer::of(encoding).encode(text);
    std::vector<std::vector<TokenId>> results(4);
    std::vector<std::thread> threads;
    for (auto& result : results) {
      threads.emplace_back([&result, &text, encoding] { result = Tokenizer::of(encoding).encode(text); });
    }
    for (auto& thread : threads) thread.join();
    CHECK(std::all_of(results.begin(), results.end(), [&](const auto& result) { return result == expected; }));
  }
}

TEST_CASE("encodings have their published names") {
  CHECK(encoding_name(Encoding::r50k_base) == "r50k_base");
  CHECK(encoding_name(Encoding::o200k_harmony) == "o200k_harmony");
  CHECK(Tokenizer::of(Encoding::p50k_base).encoding() == Encoding::p50k_base);
}

}  // namespace
}  // namespace oaisim
