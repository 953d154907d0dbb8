// A file that appears under its name only when it is whole.
//
// It is written beside its place and moved there by commit(); without it nothing is left.
//
// Thread safety: none.
#pragma once

#include <fstream>
#include <ostream>
#include <string>

#include "common/base/result.h"

namespace oaisim::loadtest {

class NewFile {
 public:
  explicit NewFile(std::string path) : path_(std::move(path)), partial_(path_ + ".partial") {}
  ~NewFile();
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  // Error: there is such a file already and `replace` is false, or it cannot be written.
  Status open(bool replace);

  std::ostream& stream() { return stream_; }

  // Error: what was written is not on the disk.
  Status commit();

 private:
  Error failure(const std::string& reason) const;

  std::string path_;
  std::string partial_;
  std::ofstream stream_;
  bool is_partial_ = false;
};

}  // namespace oaisim::loadtest
