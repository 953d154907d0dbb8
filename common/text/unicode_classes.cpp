#include "common/text/unicode_classes.h"

#include <string_view>

namespace oaisim {
namespace {

#include "common/text/unicode_tables.inc"

static_assert(kBlockSize == std::size_t{1} << UnicodeClasses::kBlockBits);
static_assert(std::size(kBlocks) <= UnicodeClasses::kMaxBlocks);

constexpr ClassMask mask_of(char letter) {
  switch (letter) {
    case 'U':
      return kUpper;
    case 'l':
      return kLower;
    case 'o':
      return kUncased;
    case 'm':
      return kMark;
    case 'n':
      return kNumber;
    case 'w':
      return kBlank;
    case 'r':
      return kNewline;
    default:
      return kSymbol;
  }
}

constexpr UnicodeClasses expand_tables() {
  UnicodeClasses table{};
  for (std::size_t block = 0; block < std::size(kBlocks); ++block) {
    for (std::size_t i = 0; i < kBlockSize; ++i) table.classes[block][i] = mask_of(kBlocks[block][i]);
  }
  std::size_t position = 0;
  for (const auto& [block, repeats] : kBlockRuns) {
    for (std::size_t i = 0; i < repeats; ++i) table.block_of[position++] = static_cast<std::uint8_t>(block);
  }
  return table;
}

}  // namespace

constinit const UnicodeClasses kUnicodeClasses = expand_tables();

}  // namespace oaisim
