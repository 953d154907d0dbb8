// GET …/chat/completions, GET, POST, DELETE …/{id} and GET …/{id}/messages: completions that were asked for with
// "store": true.
//
// Thread safety: all of it.  Source: OpenAI API reference, "Chat", stored completions.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "simulator/protocols/resource.h"
#include "simulator/protocols/shape.h"
#include "simulator/storage/object_store.h"

namespace oaisim {

struct StoredCompletion {
  std::string id;
  std::string model;
  std::string reply;                  // its JSON without metadata and the last brace
  std::string metadata = "{}";        // JSON object
  std::vector<std::string> messages;  // those of the request: JSON members, without braces and ids

  std::size_t bytes() const;
};

// The members of a request's message as a stored completion shows it, without an id.
std::string stored_message(JsonObject message);

using CompletionStore = ObjectStore<StoredCompletion>;

class CompletionObjects {
 public:
  // `store` outlives this.
  explicit CompletionObjects(CompletionStore& store) : store_(store) {}

  // ?model=… and ?metadata[key]=value leave out what is different.
  ResourceAnswer list(const ResourceRequest& request) const;
  ResourceAnswer get(const ResourceRequest& request) const;
  ResourceAnswer update(const ResourceRequest& request);  // {"metadata": {…}}
  ResourceAnswer erase(const ResourceRequest& request);
  ResourceAnswer messages(const ResourceRequest& request) const;

 private:
  CompletionStore& store_;
};

}  // namespace oaisim
