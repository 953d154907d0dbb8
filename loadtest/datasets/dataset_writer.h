// Writes samples so that reading them back gives the same ones.
//
//   jsonl, json   {"prompt": TEXT, "output_tokens": N}, or with messages in OpenAI's form when there is more to say
//   csv           prompt,system,output_tokens,image
//   sharegpt      {"id": "0", "conversations": [{"from": "human", "value": TEXT}, ...], "output_tokens": N}
//
// Thread safety: that of the stream.
#pragma once

#include <cstdint>
#include <iosfwd>

#include "loadtest/datasets/dataset.h"

namespace oaisim::loadtest {

// The first `count` samples, one at a time.  The stream says whether they were written.
// REQUIRES: the format is json, jsonl, csv or sharegpt; csv is for one turn with at most one image, sharegpt for none.
void write_dataset(const Dataset& dataset, std::uint64_t count, DatasetFormat format, std::ostream& out);

}  // namespace oaisim::loadtest
