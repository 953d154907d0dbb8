// pack-vocabulary IN.tiktoken OUT.bin : runs when the program is built.
#include <cstdio>
#include <exception>
#include <fstream>
#include <stdexcept>

#include "common/text/packer/packed_file.h"
#include "common/text/packer/tiktoken_file.h"

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: %s IN.tiktoken OUT.bin\n", argv[0]);
    return 2;
  }
  try {
    const std::string packed = oaisim::pack_vocabulary(oaisim::read_tiktoken_file(argv[1]));
    std::ofstream out(argv[2], std::ios::binary);
    out.write(packed.data(), static_cast<std::streamsize>(packed.size()));
    out.close();
    if (!out) throw std::runtime_error(std::string(argv[2]) + ": cannot be written");
  } catch (const std::exception& error) {
    std::fprintf(stderr, "pack-vocabulary: %s\n", error.what());
    return 1;
  }
}
