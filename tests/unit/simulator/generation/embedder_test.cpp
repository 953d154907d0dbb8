#include "simulator/generation/embedder.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace oaisim;

namespace {

std::vector<float> vector_of(std::string_view text, std::size_t dimensions = 1536, std::string_view model = "m") {
  std::vector<float> vector(dimensions);
  embed(text, model, vector);
  return vector;
}

double dot(const std::vector<float>& a, const std::vector<float>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
  return sum;
}

}  // namespace

TEST_CASE("a vector has length 1 whatever the text") {
  for (const char* text : {"", " ", "!?", "a", "The quick brown fox", "\xe4\xbd\xa0\xe5\xa5\xbd", "\xff\xfe"}) {
    for (const std::size_t dimensions : {1, 2, 63, 64, 65, 1536, 3072}) {
      const auto vector = vector_of(text, dimensions);
      CHECK(dot(vector, vector) == doctest::Approx(1).epsilon(1e-4));
    }
  }
}

TEST_CASE("the same text and model give the same vector, another model or text another") {
  const auto vector = vector_of("rainy days in Lisbon");
  CHECK(vector == vector_of("rainy days in Lisbon"));
  CHECK(std::abs(dot(vector, vector_of("rainy days in Lisbon", 1536, "other"))) < 0.2);
  CHECK(vector != vector_of("rainy days in Lisbon!"));
}

TEST_CASE("texts that share words are nearer than texts that do not") {
  const auto question = vector_of("Where is the harbour of Lisbon?");
  const auto answer = vector_of("The harbour of lisbon lies at the river.");
  const auto other = vector_of("Bake the bread for forty minutes.");
  CHECK(dot(question, answer) > 0.4);
  CHECK(dot(question, other) < 0.2);
}

TEST_CASE("fewer dimensions are the beginning of more, scaled to length 1") {
  const auto full = vector_of("one two three", 1536);
  const auto brief = vector_of("one two three", 256);
  double squares = 0;
  for (std::size_t i = 0; i < brief.size(); ++i) squares += static_cast<double>(full[i]) * static_cast<double>(full[i]);
  for (std::size_t i = 0; i < brief.size(); ++i) {
    REQUIRE(static_cast<double>(brief[i]) ==
            doctest::Approx(static_cast<double>(full[i]) / std::sqrt(squares)).epsilon(1e-3));
  }
}
