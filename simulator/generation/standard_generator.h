// Answers every kind of request with what is made up for it.
//
//   dimensions ──► embeddings     speech ──► audio     pictures ──► images     moderates ──► judgements
//   tools ──► a call     form ──► JSON     prediction ──► its text       otherwise ──► lorem ipsum
//
// and of all texts, what the content filter lets pass.
//
// Thread safety: all of it.
#pragma once

#include "simulator/generation/lorem.h"

namespace oaisim {

class StandardGenerator final : public Generator {
 public:
  Generation generate(const GenerationRequest& request) const override;

 private:
  LoremGenerator lorem_;
};

}  // namespace oaisim
