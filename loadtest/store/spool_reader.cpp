#include "loadtest/store/spool_reader.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

namespace oaisim::loadtest {
namespace {

constexpr std::size_t kChunkBytes = 256 << 10;
constexpr std::size_t kMaxLineBytes = 1 << 20;

}  // namespace

SpoolReader::SpoolReader(const std::string& path) : path_(path), file_(path, std::ios::binary) {
  std::error_code ec;
  const auto size = std::filesystem::file_size(path, ec);
  if (!ec) size_ = static_cast<std::int64_t>(size);
}

double SpoolReader::share_read() const {
  if (size_ == 0) return 1;
  const auto left = static_cast<std::int64_t>(buffer_.size() - position_);
  return std::min(1.0, static_cast<double>(bytes_read_ - left) / static_cast<double>(size_));
}

// False at the end of the file.
bool SpoolReader::fill() {
  const std::size_t before = buffer_.size();
  buffer_.resize(before + kChunkBytes);
  file_.read(buffer_.data() + before, static_cast<std::streamsize>(kChunkBytes));
  const auto count = file_.gcount();
  buffer_.resize(before + static_cast<std::size_t>(count));
  bytes_read_ += count;
  return count > 0;
}

// Without its line break.  Nothing: no whole line is in the buffer.
std::string_view SpoolReader::take_line() {
  const auto end = buffer_.find('\n', position_);
  if (end == std::string::npos) return {};
  const std::string_view line(buffer_.data() + position_, end + 1 - position_);
  position_ = end + 1;
  return line;
}

// RFC 4180, without line breaks in fields.  False: no row.
bool SpoolReader::split(std::string_view line) {
  fields_.clear();
  if (!line.ends_with("\r\n")) return false;
  line.remove_suffix(2);
  while (true) {
    std::size_t end = 0;
    if (line.starts_with('"')) {
      std::string text;
      std::size_t i = 1;
      for (; i < line.size(); ++i) {
        if (line[i] == '"' && (i + 1 == line.size() || line[++i] != '"')) break;
        text += line[i];
      }
      end = std::min(i, line.size());
      if (end + 1 == line.size() && line[end] == '"') ++end;
      fields_.push_back(without_quotes_.emplace_back(std::move(text)));
    } else {
      end = std::min(line.find(','), line.size());
      fields_.push_back(line.substr(0, end));
    }
    if (end == line.size()) return true;
    if (line[end] != ',') return false;
    line.remove_prefix(end + 1);
  }
}

Status SpoolReader::read_heading() {
  if (!file_.is_open()) return Error{ErrorCode::io, "cannot read '" + path_ + "': " + std::strerror(errno)};
  std::string_view line;
  while ((line = take_line()).empty() && buffer_.size() < kMaxLineBytes && fill()) {
  }
  has_heading_ = true;
  if (!split(line)) return success();  // killed before it was written: there are no rows
  columns_ = fields_.size();
  for (const auto& column : request_columns()) {
    const auto found = std::find(fields_.begin(), fields_.end(), column.name);
    places_.push_back(found == fields_.end() ? std::string::npos : static_cast<std::size_t>(found - fields_.begin()));
  }
  return success();
}

void SpoolReader::add_row(RequestBatch& batch) {
  for (const auto place : places_) {
    batch.fields.push_back(place == std::string::npos ? std::string_view() : fields_[place]);
  }
  ++rows_;
}

// Puts a batch of whole lines into the buffer, or what there is.  Views into it do not survive its growth, which is
// why nothing is taken before.
Status SpoolReader::fill_lines() {
  without_quotes_.clear();
  buffer_.erase(0, position_);
  position_ = 0;
  auto lines = static_cast<std::size_t>(std::count(buffer_.begin(), buffer_.end(), '\n'));
  while (lines < kRowsAtATime) {
    const std::size_t before = buffer_.size();
    if (!fill()) {
      at_end_ = lines == 0;
      unreadable_ += at_end_ && !buffer_.empty() ? 1 : 0;  // the beginning of a row
      return success();
    }
    const auto begin = buffer_.begin() + static_cast<std::ptrdiff_t>(before);
    lines += static_cast<std::size_t>(std::count(begin, buffer_.end(), '\n'));
    if (buffer_.size() > kMaxLineBytes && lines == 0) return invalid("'" + path_ + "' holds no rows of requests");
  }
  return success();
}

Result<RequestBatch> SpoolReader::next() {
  if (!has_heading_) {
    if (auto status = read_heading(); !status) return status.error();
  }
  RequestBatch batch{.first_seq = rows_, .fields = {}};
  batch.fields.reserve(kRowsAtATime * places_.size());
  while (batch.fields.empty() && !at_end_) {
    if (auto status = fill_lines(); !status) return status.error();
    std::string_view line;
    while (batch.rows() < kRowsAtATime && !(line = take_line()).empty()) {
      if (split(line) && fields_.size() == columns_) {
        add_row(batch);
      } else {
        ++unreadable_;
      }
    }
  }
  return batch;
}

}  // namespace oaisim::loadtest
