// POST and GET …/files, GET and DELETE …/files/{id}, GET …/files/{id}/content.
//
//   purpose=batch, file=@requests.jsonl  ──►
//   {"id":"file-…","object":"file","bytes","created_at","filename","purpose",…}
//
// Files are kept in memory; one that does not fit beside the others is refused, as what was acknowledged is not
// dropped.
//
// Thread safety: all of it.  Source: OpenAI API reference, "Files"; Azure OpenAI REST reference, "Files".
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "simulator/protocols/resource.h"
#include "simulator/storage/object_store.h"

namespace oaisim {

struct StoredFile {
  std::string id;
  std::string filename = {};
  std::string purpose = {};
  std::string content = {};
  std::int64_t created_at = 0;                  // seconds since 1970
  std::optional<std::int64_t> expires_at = {};  // the same

  std::size_t bytes() const { return sizeof(*this) + id.size() + filename.size() + purpose.size() + content.size(); }
};

using FileStore = ObjectStore<StoredFile>;

class FileObjects {
 public:
  // `store` outlives this.
  explicit FileObjects(FileStore& store) : store_(store) {}

  ResourceAnswer create(const ResourceRequest& request);
  ResourceAnswer list(const ResourceRequest& request) const;  // ?purpose=… leaves out the others
  ResourceAnswer get(const ResourceRequest& request) const;
  ResourceAnswer content(const ResourceRequest& request) const;
  ResourceAnswer erase(const ResourceRequest& request);

  bool has(std::string_view id) const { return store_.find(id) != nullptr; }
  // Null: there is no such file, or its time is over.
  FileStore::Pointer find(std::string_view id, std::int64_t unix_now) const;

 private:
  void drop_expired(std::int64_t unix_now);

  FileStore& store_;
};

}  // namespace oaisim
