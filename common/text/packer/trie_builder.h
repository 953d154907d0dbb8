// Lays the tokens out as a double-array trie.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace oaisim {

// Packed nodes (see TrieNode); the root is node 0. Any base + any byte is within the array.
std::vector<std::uint64_t> build_trie(const std::vector<std::string>& tokens);

}  // namespace oaisim
