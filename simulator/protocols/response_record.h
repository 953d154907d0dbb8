// A response of the Responses API as it is answered, kept and asked for again.
//
//   ResponsesCall   what the request said, read while its body was there
//   ResponseRecord  what came of it: the parts of its JSON, and what a following turn needs
//
// A response in the background is not worked on: when it began and when it ends is known from the start (Timeline), and
// its status at any moment follows from the clock.
//
// Thread safety: plain values; kept ones are immutable.  Units: simulated time.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.h"
#include "simulator/protocols/protocol.h"
#include "simulator/storage/object_store.h"

namespace oaisim {

// An item of the input as it is kept: JSON members, and the id that it came with.
struct InputItem {
  std::string_view id_prefix;  // of the id that it gets, e.g. msg
  std::string id;              // that it came with; empty: none
  std::string members;         // without braces and id
};

// The same, with its id.
struct StoredItem {
  std::string id;
  std::string json;
};

struct ResponsesCall {
  std::string parameters;         // JSON members that the response repeats, but for those that depend on the model
  std::string reasoning_summary;  // auto, concise or detailed; empty: none
  std::string instructions;
  std::vector<InputItem> input;        // only when it is to be stored
  std::deque<std::string> references;  // texts of items that the input refers to; the prompt has views of them
  bool store = true;
  bool encrypted_reasoning = false;
};

struct ResponseRecord {
  std::string id;
  std::int64_t created_at = 0;  // seconds since 1970
  std::int64_t completed_at = 0;
  std::string parameters;              // JSON members that repeat the request
  std::vector<std::string> output;     // items
  std::string usage;                   // JSON object
  std::string_view incomplete_reason;  // why the output was cut off; empty: it was not
  std::vector<StoredItem> input;
  TokenCount context_tokens = 0;                  // of input and output, for the next turn
  std::vector<std::string> open_calls;            // ids of calls that the next turn is to answer
  std::shared_ptr<const Timeline> timeline = {};  // of a response in the background

  bool is_incomplete() const { return !incomplete_reason.empty(); }
  std::size_t bytes() const;
};

using ResponseStore = ObjectStore<ResponseRecord>;

// {"id":"resp_…","object":"response","status":…}; `status` is a word of the API.
void append_response(const ResponseRecord& record, std::string_view status, std::string& out);

// What the response has come to by now.
std::string_view response_status(const ResponseRecord& record, TimePoint now);

// An item with the id that it has or gets from the response's.
StoredItem stored_item(const InputItem& item, std::string_view response_id, std::size_t index);

// `prefix`_…, an id of the response's own for its item of this number; input and output are numbered apart.
std::string item_id(std::string_view prefix, std::string_view response_id, bool input, std::size_t index);

// The item with that id among the responses that are kept; empty when there is none.
std::string find_item(const ResponseStore& store, std::string_view id);

}  // namespace oaisim
