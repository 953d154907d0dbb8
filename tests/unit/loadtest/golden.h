// Compares a text with a file of tests/golden/loadtest; OAISIM_UPDATE_GOLDEN=1 writes the file instead.
//
// Thread safety: none.
#pragma once

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "tests/support/files.h"

namespace oaisim::loadtest {

inline void check_golden(const std::string& name, const std::string& text) {
  const std::string path = std::string(OAISIM_SOURCE_DIR) + "/tests/golden/loadtest/" + name;
  if (std::getenv("OAISIM_UPDATE_GOLDEN") != nullptr) std::ofstream(path) << text;
  CHECK(text == read_file(path));
}

}  // namespace oaisim::loadtest
