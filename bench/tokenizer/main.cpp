// bench-tokenizer ENCODING FILE ROUNDS IDS_OUT
//
// Encodes the file ROUNDS times on one thread and prints, as JSON, the seconds that the fastest round of
// encode() and of count() took. Each round has a thread of its own, as threads remember the pieces that they
// have merged: no round gains from the one before. The ids go to IDS_OUT as little-endian u32, for compare.py to check.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

#include "common/text/tokenizer.h"

namespace {

template <class Work>
double fastest_seconds(int rounds, Work work) {
  double fastest = 1e9;
  for (int i = 0; i < rounds; ++i) {
    std::thread([&fastest, &work] {
      const auto start = std::chrono::steady_clock::now();
      work();
      const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
      fastest = std::min(fastest, took.count());
    }).join();
  }
  return fastest;
}

const oaisim::Tokenizer* tokenizer_named(std::string_view name) {
  using enum oaisim::Encoding;
  for (const auto encoding : {r50k_base, p50k_base, cl100k_base, o200k_base, o200k_harmony}) {
    if (oaisim::encoding_name(encoding) == name) return &oaisim::Tokenizer::of(encoding);
  }
  return nullptr;
}

int run(const oaisim::Tokenizer& tokenizer, const std::string& text, int rounds, const char* ids_out) {
  std::vector<oaisim::TokenId> tokens;
  const double encoding_took = fastest_seconds(rounds, [&] {
    tokens.clear();
    tokenizer.encode(text, tokens);
  });
  std::size_t count = 0;
  const double counting_took = fastest_seconds(rounds, [&] { count = tokenizer.count(text); });
  if (count != tokens.size()) {
    std::cerr << "count() and encode() differ\n";
    return 1;
  }
  std::ofstream ids(ids_out, std::ios::binary);
  ids.write(reinterpret_cast<const char*>(tokens.data()),
            static_cast<std::streamsize>(tokens.size() * sizeof(oaisim::TokenId)));
  std::printf("{\"bytes\": %zu, \"tokens\": %zu, \"encode_seconds\": %.9f, \"count_seconds\": %.9f}\n", text.size(),
              count, encoding_took, counting_took);
  return ids.good() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const oaisim::Tokenizer* tokenizer = argc == 5 ? tokenizer_named(argv[1]) : nullptr;
  std::ifstream file(argc == 5 ? argv[2] : "", std::ios::binary);
  if (tokenizer == nullptr || !file) {
    std::cerr << "usage: bench-tokenizer ENCODING FILE ROUNDS IDS_OUT\n";
    return 2;
  }
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  return run(*tokenizer, text, std::max(1, std::atoi(argv[3])), argv[4]);
}
