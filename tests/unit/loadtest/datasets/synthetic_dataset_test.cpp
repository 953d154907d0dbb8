#include "loadtest/datasets/synthetic_dataset.h"

#include <png.h>

#include <set>
#include <thread>

#include "common/base/base64.h"
#include "loadtest/datasets/random_image.h"
#include "loadtest/datasets/synthetic_text.h"
#include "tests/unit/loadtest/datasets/dataset_fixture.h"

using namespace oaisim;
using namespace oaisim::loadtest;

namespace {

constexpr Encoding kEncodings[] = {Encoding::r50k_base, Encoding::p50k_base, Encoding::cl100k_base,
                                   Encoding::o200k_base, Encoding::o200k_harmony};

DatasetPlan synthetic_plan(const char* lengths, std::uint64_t seed = 1) {
  DatasetPlan plan;
  plan.synthetic = SyntheticPlan{.input_tokens = *TokenLengths::parse(lengths)};
  plan.seed = seed;
  return plan;
}

std::int64_t counted(const Sample& sample, Encoding encoding) {
  std::size_t tokens = 0;
  for (const auto& turn : sample.turns) tokens += Tokenizer::of(encoding).count(turn.user);
  return static_cast<std::int64_t>(tokens);
}

// The image's pixels; empty when libpng does not take it.
std::string pixels_of(const std::string& url, png_image& image) {
  const std::string_view prefix = "data:image/png;base64,";
  REQUIRE(url.starts_with(prefix));
  const auto file = decode_base64(std::string_view(url).substr(prefix.size()));
  REQUIRE(file.has_value());
  image = {};
  image.version = PNG_IMAGE_VERSION;
  REQUIRE(png_image_begin_read_from_memory(&image, file->data(), file->size()) != 0);
  image.format = PNG_FORMAT_RGB;
  std::string pixels(PNG_IMAGE_SIZE(image), '\0');
  REQUIRE(png_image_finish_read(&image, nullptr, pixels.data(), 0, nullptr) != 0);
  return image.warning_or_error == 0 ? pixels : "";
}

}  // namespace

TEST_CASE("the words are single tokens in every encoding") {
  for (const Encoding encoding : kEncodings) CHECK(has_synthetic_words(encoding));
}

TEST_CASE("a prompt has exactly the tokens that were asked for, in every encoding and at any length") {
  Random random(5);
  for (const Encoding encoding : kEncodings) {
    for (int i = 0; i < 300; ++i) {
      const std::int64_t tokens = i < 40 ? i + 1 : 1 + static_cast<std::int64_t>(random.below(4096));
      auto plan = synthetic_plan(std::to_string(tokens).c_str(), random());
      plan.encoding = encoding;
      plan.synthetic->shared_prefix_tokens =
          static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(tokens) + 1));
      plan.synthetic->prefixes = 4;
      const auto sample = opened(plan)->at(random());
      REQUIRE(sample.prompt_tokens == tokens);
      REQUIRE(counted(sample, encoding) == tokens);
    }
  }
}

TEST_CASE("drawn lengths are exact too, for each turn") {
  auto plan = synthetic_plan("lognormal:200,150");
  plan.synthetic->turns = 3;
  plan.synthetic->shared_prefix_tokens = 50;
  const auto dataset = opened(plan);
  CHECK(dataset->size() == Dataset::kEndless);
  std::set<std::int64_t> lengths;
  for (std::uint64_t i = 0; i < 200; ++i) {
    const auto sample = dataset->at(i);
    CHECK(sample.turns.size() == 3);
    CHECK(counted(sample, plan.encoding) == sample.prompt_tokens);
    lengths.insert(sample.prompt_tokens);
  }
  CHECK(lengths.size() > 100);
}

TEST_CASE("the n-th sample depends on the seed and on n alone") {
  const auto dataset = opened(synthetic_plan("uniform:1..300", 3));
  const auto again = opened(synthetic_plan("uniform:1..300", 3));
  const auto other = opened(synthetic_plan("uniform:1..300", 4));
  std::vector<Sample> backwards(100);
  std::thread reader([&] {
    for (std::uint64_t i = 100; i-- > 0;) backwards[i] = again->at(i);
  });
  for (std::uint64_t i = 0; i < 100; ++i) dataset->at(i);
  reader.join();
  int same = 0;
  for (std::uint64_t i = 0; i < 100; ++i) {
    CHECK(dataset->at(i) == backwards[i]);
    same += dataset->at(i) == other->at(i);
  }
  CHECK(same < 3);
}

TEST_CASE("prompts share no beginning unless prefixes were asked for") {
  const auto dataset = opened(synthetic_plan("64"));
  std::set<std::string> beginnings;
  for (std::uint64_t i = 0; i < 5000; ++i) beginnings.insert(dataset->at(i).turns[0].user.substr(0, 40));
  CHECK(beginnings.size() == 5000);
}

TEST_CASE("shared prefixes are as many as were asked for, and the rest differs") {
  auto plan = synthetic_plan("64");
  plan.synthetic->shared_prefix_tokens = 32;
  plan.synthetic->prefixes = 3;
  const auto dataset = opened(plan);
  std::set<std::string> prefixes;
  std::set<std::string> whole;
  for (std::uint64_t i = 0; i < 300; ++i) {
    const auto text = dataset->at(i).turns[0].user;
    std::size_t end = 0;
    for (int word = 0; word < 32; ++word) end = text.find(' ', end + 1);
    prefixes.insert(text.substr(0, end));
    whole.insert(text);
  }
  CHECK(prefixes.size() == 3);
  CHECK(whole.size() == 300);
}

TEST_CASE("output lengths are drawn apart from the prompts") {
  auto plan = synthetic_plan("50");
  const auto without = opened(plan);
  plan.output_tokens = *TokenLengths::parse("uniform:10..20");
  const auto with = opened(plan);
  std::set<std::int64_t> lengths;
  for (std::uint64_t i = 0; i < 200; ++i) {
    CHECK(with->at(i).turns == without->at(i).turns);
    lengths.insert(*with->at(i).max_tokens);
  }
  CHECK(lengths.size() == 11);
}

TEST_CASE("what is drawn for a dataset that ends makes it endless; a fixed length does not") {
  auto plan = file_plan("{\"prompt\":\"a\",\"max_tokens\":3}\n");
  plan.output_tokens = *TokenLengths::parse("7");
  CHECK(opened(plan)->size() == 1);
  CHECK(opened(plan)->at(5).max_tokens == 7);
  plan.output_tokens = *TokenLengths::parse("uniform:1..1000000");
  CHECK(opened(plan)->size() == Dataset::kEndless);
  CHECK(opened(plan)->at(0).max_tokens != opened(plan)->at(1).max_tokens);
}

TEST_CASE("images are valid PNGs of the size that was asked for, each in its own colours") {
  for (const auto& [width, height] : {std::pair{1, 1}, {33, 7}, {512, 300}}) {
    DatasetPlan plan;
    plan.images = {.count = 2, .width = width, .height = height};
    const auto dataset = opened(plan);
    std::set<std::string> seen;
    for (std::uint64_t i = 0; i < 4; ++i) {
      const auto sample = dataset->at(i);
      CHECK(sample == dataset->at(i));
      REQUIRE(sample.turns[0].images.size() == 2);
      for (const auto& url : sample.turns[0].images) {
        png_image image;
        seen.insert(pixels_of(url, image));
        CHECK(static_cast<int>(image.width) == width);
        CHECK(static_cast<int>(image.height) == height);
      }
    }
    CHECK(seen.count("") == 0);
    CHECK(seen.size() == 8);
  }
}

TEST_CASE("prompts of the command line are a dataset") {
  DatasetPlan plan;
  plan.prompts = {"hello world", "not \xFF UTF-8"};
  const auto dataset = opened(plan);
  CHECK(dataset->size() == 2);
  CHECK(dataset->at(2) == Sample{.turns = {{.user = "hello world"}}, .prompt_tokens = 2});
  CHECK(dataset->at(1).turns[0].user == "not \xEF\xBF\xBD UTF-8");
}
