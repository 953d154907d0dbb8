// GET, DELETE …/responses/{id}, POST …/cancel and GET …/input_items: responses that were stored.
//
// Thread safety: all of it.  Source: OpenAI API reference, "Responses".
#pragma once

#include <memory>

#include "simulator/protocols/resource.h"
#include "simulator/protocols/response_record.h"

namespace oaisim {

class ResponseObjects {
 public:
  // `store` outlives this.
  explicit ResponseObjects(ResponseStore& store) : store_(store) {}

  ResourceAnswer get(const ResourceRequest& request) const;
  ResourceAnswer erase(const ResourceRequest& request);
  ResourceAnswer cancel(const ResourceRequest& request);
  ResourceAnswer input_items(const ResourceRequest& request) const;

  // Of GET with ?stream=true: the events from ?starting_after=… on.
  struct Replay {
    std::shared_ptr<const Timeline> timeline;
    std::size_t first = 0;
  };
  std::variant<Replay, ApiError> replay(const ResourceRequest& request) const;

 private:
  ResponseStore& store_;
};

}  // namespace oaisim
