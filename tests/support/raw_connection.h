// A TCP connection that sends whatever bytes a test likes, and reads replies in HTTP/1.x form.
//
// Every wait is bounded; the destructor closes. Ownership: the socket. Thread safety: none.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/units.h"

namespace oaisim::testing {

struct RawReply {
  int status = 0;
  std::string version = {};                         // "HTTP/1.1"
  std::map<std::string, std::string> headers = {};  // names in lower case
  std::string body = {};                            // chunks joined
  bool is_complete = false;                         // the end that the headers promised was seen
};

class RawConnection {
 public:
  static constexpr Duration kPatience = std::chrono::seconds(30);

  // `receive_buffer_bytes`: of the socket, for tests of readers that stop; 0: the system's default.
  explicit RawConnection(int port, int receive_buffer_bytes = 0);
  ~RawConnection();
  RawConnection(const RawConnection&) = delete;
  RawConnection& operator=(const RawConnection&) = delete;

  // False: the other side closed, or did not read for `patience`.
  bool send(std::string_view bytes, Duration patience = kPatience);

  // The next reply; `has_body` is false for the reply to HEAD. Nothing: the connection ended first, or nothing
  // whole came within `patience`. Interim replies (100) are returned too.
  std::optional<RawReply> read_reply(bool has_body = true, Duration patience = kPatience);

  // Reads until `marker` has come; false when it has not within `patience`. What came stays for read_reply.
  bool wait_for(std::string_view marker, Duration patience = kPatience);

  // Whether the other side closes within `patience`; what it sends until then is dropped.
  bool is_closed_within(Duration patience);

  // Ends our side; `abruptly` with a reset.
  void close(bool abruptly = false);

 private:
  enum class Progress { got_bytes, ended, timed_out };
  Progress receive_some(Duration until);
  bool read_chunks(RawReply& reply, Duration until);

  int socket_ = -1;
  std::string buffer_;
};

}  // namespace oaisim::testing
