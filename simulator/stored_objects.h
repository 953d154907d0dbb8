// What clients may ask for again: its stores, each with the same bound, and the requests that find, list, change and
// delete.
//
// Thread safety: add_resources() while starting; the rest as each of them.
#pragma once

#include <array>
#include <functional>
#include <string_view>

#include "simulator/protocols/batch_objects.h"
#include "simulator/protocols/completion_objects.h"
#include "simulator/protocols/file_objects.h"
#include "simulator/protocols/images.h"
#include "simulator/protocols/response_objects.h"

namespace oaisim {

struct StoredObjects {
  // `clock` outlives this.
  StoredObjects(std::uint64_t max_bytes, const Clock& clock)
      : files(max_bytes),
        batches(max_bytes),
        completions(max_bytes),
        responses(max_bytes),
        images(max_bytes),
        batch_objects(batches, files, file_objects, clock) {}

  // Adds what is the same at all addresses, by its path below them.
  using Add = std::function<void(HttpMethod method, std::string_view path, ResourceHandler handler)>;
  void add_resources(const Add& add);

  // How full a store is, for metrics.
  struct Reading {
    std::string_view kind;
    std::uint64_t bytes = 0;
    std::uint64_t dropped = 0;  // objects, so far
  };
  std::array<Reading, 5> readings() const;

  FileStore files;
  BatchStore batches;
  CompletionStore completions;
  ResponseStore responses;
  ImageStore images;
  FileObjects file_objects{files};
  BatchObjects batch_objects;
  CompletionObjects completion_objects{completions};
  ResponseObjects response_objects{responses};
};

}  // namespace oaisim
