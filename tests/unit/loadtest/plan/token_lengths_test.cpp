#include "loadtest/plan/token_lengths.h"

#include <doctest/doctest.h>

#include <cmath>
#include <map>

#include "tests/support/files.h"

using namespace oaisim;
using namespace oaisim::loadtest;

namespace {

struct Moments {
  double mean = 0;
  double deviation = 0;
  std::int64_t smallest = TokenLengths::kMost;
  std::int64_t largest = 0;
};

Moments moments_of(const std::string& text, int draws = 200'000) {
  const auto lengths = TokenLengths::parse(text);
  REQUIRE_MESSAGE(lengths.ok(), text);
  Random random(7);
  Moments m;
  double squares = 0;
  for (int i = 0; i < draws; ++i) {
    const auto length = lengths->draw(random);
    m.mean += static_cast<double>(length);
    squares += static_cast<double>(length) * static_cast<double>(length);
    m.smallest = std::min(m.smallest, length);
    m.largest = std::max(m.largest, length);
    REQUIRE(length <= lengths->largest());
  }
  m.mean /= draws;
  m.deviation = std::sqrt(squares / draws - m.mean * m.mean);
  return m;
}

std::string message_of(const std::string& text) {
  const auto lengths = TokenLengths::parse(text);
  REQUIRE_MESSAGE(!lengths.ok(), text);
  return lengths.error().message;
}

}  // namespace

TEST_CASE("lengths have the mean and the deviation that were asked for") {
  CHECK(moments_of("512").mean == 512);
  CHECK(moments_of("fixed:512").deviation == 0);
  const auto uniform = moments_of("uniform:100..1000");
  CHECK(uniform.mean == doctest::Approx(550).epsilon(0.01));
  CHECK(uniform.smallest == 100);
  CHECK(uniform.largest == 1000);
  for (const char* text : {"normal:512,64", "lognormal:512,64"}) {
    CHECK(moments_of(text).mean == doctest::Approx(512).epsilon(0.01));
    CHECK(moments_of(text).deviation == doctest::Approx(64).epsilon(0.02));
  }
  CHECK(moments_of("normal:2,50").smallest == 1);
  CHECK(moments_of("lognormal:900000,900000").largest == TokenLengths::kMost);
  const auto quantiles = moments_of("quantiles:0=10,0.5=20,1=40");
  CHECK(quantiles.mean == doctest::Approx(22.5).epsilon(0.01));
  CHECK(quantiles.smallest == 10);
  CHECK(quantiles.largest == 40);
}

TEST_CASE("empirical lengths are exactly those of the file, each as often as it is there") {
  const auto path = temporary_file("10\n20\n20\n\n40\n");
  const auto lengths = TokenLengths::parse("empirical:" + path);
  REQUIRE(lengths.ok());
  CHECK(lengths->largest() == 40);
  Random random(1);
  std::map<std::int64_t, int> counts;
  for (int i = 0; i < 40'000; ++i) ++counts[lengths->draw(random)];
  CHECK(counts.size() == 3);
  CHECK(counts[10] == doctest::Approx(10'000).epsilon(0.05));
  CHECK(counts[20] == doctest::Approx(20'000).epsilon(0.05));
}

TEST_CASE("empirical lengths may be a column of a CSV") {
  const auto path = temporary_file("id,\"context, tokens\"\na,7\nb, 9\n");
  CHECK(TokenLengths::parse("empirical:" + path + ":context, tokens")->largest() == 9);
  CHECK(
      message_of("empirical:" + path + ":x").ends_with("line 1: no column 'x'; the columns are: id, context, tokens"));
  CHECK(message_of("empirical:" + path).find("line 1: expected one length a line") != std::string::npos);
  CHECK(message_of("empirical:" + path + ":id").find("line 2: expected one length") != std::string::npos);
}

TEST_CASE("what is no distribution says what is allowed") {
  for (const char* text : {"",
                           "x",
                           "0",
                           "-5",
                           "1.5",
                           "2000000",
                           "12:3",
                           "uniform:5",
                           "uniform:9..5",
                           "uniform:0..5",
                           "normal:512",
                           "normal:0,1",
                           "normal:5,-1",
                           "lognormal:nan,1",
                           "normal:inf,1",
                           "fixed:",
                           "quantiles:",
                           "quantiles:0.5",
                           "quantiles:0.5=3,0.4=4",
                           "quantiles:0=9,1=3",
                           "quantiles:2=3",
                           "quantiles:0=1",
                           "quantiles:0=1,0.9=5",
                           "gaussian:5,1"}) {
    CHECK_MESSAGE(message_of(text).find("expected") != std::string::npos, text);
  }
  CHECK(message_of("empirical:/nonexistent") == "cannot read '/nonexistent': No such file or directory");
  CHECK(message_of("empirical:" + temporary_file("\n")).ends_with("has no lengths"));
  CHECK(message_of("empirical:" + temporary_file("5\n0\n")).find("line 2: expected one length") != std::string::npos);
}
