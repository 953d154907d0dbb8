// Turns a vocabulary into the file that vocabulary_format.h describes.
#pragma once

#include <string>
#include <vector>

namespace oaisim {

std::string pack_vocabulary(const std::vector<std::string>& tokens);

}  // namespace oaisim
