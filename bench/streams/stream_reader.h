// Follows one streamed reply as its bytes arrive: counts the events, and knows whether it ended well.
//
//   HTTP/1.1 200 OK␍␊ … ␍␊␍␊                 the head
//   <hex>␍␊ data: {…}␊␊ [data: {…}␊␊ …] ␍␊      a chunk of one or more events
//   <hex>␍␊ data: [DONE]␊␊ ␍␊ 0␍␊␍␊             the end
//
// It looks for line ends only, so that it costs little beside the recv() that brought the bytes; JSON is not read.
//
// Thread safety: none.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace oaisim::bench {

class StreamReader {
 public:
  // Takes the next bytes and returns how many events they completed; [DONE] counts as one.
  std::int64_t consume(std::string_view bytes);

  std::int64_t events() const { return events_; }

  // The last chunk was read, and it held [DONE].
  bool ended() const { return ended_; }

  // The head was read and its status is not 200.
  bool refused() const { return refused_; }

 private:
  std::string_view skip_head(std::string_view bytes);
  void keep_tail(std::string_view bytes);

  std::string head_;
  std::string tail_;  // the last bytes, as many as the end of a stream has
  std::int64_t events_ = 0;
  char previous_ = 0;
  bool in_body_ = false;
  bool refused_ = false;
  bool ended_ = false;
};

}  // namespace oaisim::bench
