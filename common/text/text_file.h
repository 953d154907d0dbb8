// A whole text file in memory, bounded, for input that people write.
//
// Thread safety: pure functions, but for the file.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "common/base/result.h"

namespace oaisim {

// The file's text without a byte order mark.  Pipes are read to their end.
// Error: the file cannot be read, is a directory, is larger than `most_bytes`, or is not UTF-8 (with the line).
Result<std::string> read_text_file(const std::string& path, std::size_t most_bytes);

// "'FILE', line 7: problem".
Error text_file_error(std::string_view path, std::size_t line, std::string_view problem);

}  // namespace oaisim
