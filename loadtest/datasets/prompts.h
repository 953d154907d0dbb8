// Where the prompts of a run come from: a list, used in turn.
//
// Thread safety: read-only after construction.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "common/text/utf8.h"
#include "loadtest/datasets/dataset.h"

namespace oaisim::loadtest {

class Prompts final : public Dataset {
 public:
  // REQUIRES: !texts.empty().
  explicit Prompts(std::vector<std::string> texts) : texts_(std::move(texts)) {
    for (auto& text : texts_) text = repair_utf8(text);
  }

  std::uint64_t size() const override { return texts_.size(); }
  Sample at(std::uint64_t index) const override { return {.turns = {{.user = texts_[index % texts_.size()]}}}; }

 private:
  std::vector<std::string> texts_;
};

}  // namespace oaisim::loadtest
