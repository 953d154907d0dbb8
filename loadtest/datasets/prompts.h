// Where the prompts of a run come from: a list, used in turn.
//
// Thread safety: read-only after construction; each worker counts its own turns.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace oaisim::loadtest {

class Prompts {
 public:
  // REQUIRES: !texts.empty().
  explicit Prompts(std::vector<std::string> texts) : texts_(std::move(texts)) {}

  std::size_t size() const { return texts_.size(); }
  const std::string& at(std::size_t turn) const { return texts_[turn % texts_.size()]; }

 private:
  std::vector<std::string> texts_;
};

}  // namespace oaisim::loadtest
