// oaisim-tokenize: gives another program access to the tokenizer, for tests and measurements.
//
//   oaisim-tokenize ENCODING            texts on stdin -> their ids on stdout
//   oaisim-tokenize --models            model names on stdin, one per line -> their encodings
//
//   text:  u32 length, then that many bytes      ids:  u32 count, then that many u32 (little-endian)
#include <cstdint>
#include <cstdio>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "common/text/models.h"
#include "common/text/tokenizer.h"

namespace {

std::optional<oaisim::Encoding> encoding_named(std::string_view name) {
  using enum oaisim::Encoding;
  for (const auto encoding : {r50k_base, p50k_base, cl100k_base, o200k_base, o200k_harmony}) {
    if (oaisim::encoding_name(encoding) == name) return encoding;
  }
  return std::nullopt;
}

bool read_text(std::string& text) {
  std::uint32_t length = 0;
  if (std::fread(&length, sizeof length, 1, stdin) != 1) return false;
  text.resize(length);
  return std::fread(text.data(), 1, length, stdin) == length;
}

// Ids must not depend on what lies behind the text, so each text is put at the very end of its memory.
int tokenize(const oaisim::Tokenizer& tokenizer) {
  std::string text;
  while (read_text(text)) {
    const std::vector<char> exact(text.begin(), text.end());
    const std::string_view view(exact.data(), exact.size());
    const std::vector<oaisim::TokenId> tokens = tokenizer.encode(view);
    if (tokenizer.count(view) != tokens.size()) {
      std::cerr << "count() and encode() differ\n";
      return 1;
    }
    const auto count = static_cast<std::uint32_t>(tokens.size());
    std::fwrite(&count, sizeof count, 1, stdout);
    std::fwrite(tokens.data(), sizeof(oaisim::TokenId), tokens.size(), stdout);
  }
  return 0;
}

int print_encodings_of_models() {
  std::string model;
  while (std::getline(std::cin, model)) std::cout << oaisim::encoding_name(oaisim::encoding_of_model(model)) << '\n';
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string argument = argc == 2 ? argv[1] : "";
  if (argument == "--models") return print_encodings_of_models();
  if (const auto encoding = encoding_named(argument)) return tokenize(oaisim::Tokenizer::of(*encoding));
  std::cerr << "usage: oaisim-tokenize r50k_base|p50k_base|cl100k_base|o200k_base|o200k_harmony|--models\n";
  return 2;
}
