#include "loadtest/results/rate_search.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace oaisim::loadtest;

namespace {

// The rates that are tried against a server that sustains `capacity`.
std::vector<double> search_all(RateSearch& search, double capacity) {
  std::vector<double> tried;
  while (const auto rate = search.next()) {
    tried.push_back(*rate);
    REQUIRE(tried.size() < 100);
    search.give(*rate <= capacity);
  }
  return tried;
}

}  // namespace

TEST_CASE("the capacity of a server is found within the precision, in a bounded number of runs") {
  for (const double precision : {0.005, 0.05, 0.3}) {
    for (const double capacity : {1.0, 1.01, 2.0, 3.7, 128.0, 129.0, 999.9, 1e6}) {
      CAPTURE(precision);
      CAPTURE(capacity);
      RateSearch search({.start = 1, .most = 1e7, .precision = precision});
      const auto tried = search_all(search, capacity);
      REQUIRE(search.highest().has_value());
      CHECK(*search.highest() <= capacity);
      CHECK(*search.highest() * (1 + precision) >= capacity);
      CHECK(static_cast<double>(tried.size()) <= std::log2(capacity) + std::log2(1 / precision) + 3);
    }
  }
}

TEST_CASE("rates double until one breaks; then each is inside what is left") {
  RateSearch search({.start = 5, .most = 1e7, .precision = 0.1});
  CHECK(search_all(search, 22) == std::vector<double>{5, 10, 20, 40, 30, 25, 22.5, 21.25});
  CHECK(search.highest() == 21.25);
  CHECK(search.broken() == 22.5);
}

TEST_CASE("a start that breaks is the end, and nothing was found") {
  RateSearch search({.start = 8, .most = 100, .precision = 0.05});
  CHECK(search_all(search, 7) == std::vector<double>{8});
  CHECK_FALSE(search.highest());
  CHECK(search.broken() == 8);
}

TEST_CASE("the highest rate that is allowed is tried and never exceeded") {
  RateSearch search({.start = 10, .most = 35, .precision = 0.05});
  CHECK(search_all(search, 1000) == std::vector<double>{10, 20, 35});
  CHECK(search.highest() == 35);
  CHECK_FALSE(search.broken());

  RateSearch one({.start = 10, .most = 10, .precision = 0.05});
  CHECK(search_all(one, 1000) == std::vector<double>{10});
}

TEST_CASE("a rate whose trial said nothing is tried once more, and twice in a row is the end") {
  RateSearch search({.start = 10, .most = 1e7, .precision = 0.05});
  search.give(true);
  CHECK(search.next() == 20);
  search.give_nothing();
  CHECK(search.repeats());
  CHECK(search.next() == 20);
  search.give(true);
  CHECK_FALSE(search.repeats());
  CHECK(search.next() == 40);
  search.give_nothing();  // another rate is repeated as well
  CHECK(search.next() == 40);
  search.give_nothing();
  CHECK_FALSE(search.repeats());
  CHECK_FALSE(search.next());
  CHECK(search.highest() == 20);
  CHECK_FALSE(search.broken());
}
