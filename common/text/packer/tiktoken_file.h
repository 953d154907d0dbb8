// A published vocabulary file: on each line a token in base64, a space, and its rank.
#pragma once

#include <string>
#include <vector>

namespace oaisim {

// The tokens' bytes by rank; empty where a rank is not used. Throws std::runtime_error naming the line when
// the file cannot be read, is malformed, or gives a rank or a token twice.
std::vector<std::string> read_tiktoken_file(const std::string& path);

}  // namespace oaisim
