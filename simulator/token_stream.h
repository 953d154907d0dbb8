// Sends a generation as server-sent events, each token when its schedule says.
//
//   head + role chunk + token 1 at due(1), token 2 at due(2), …, finish_reason, usage, [DONE] after the last
//
// What is due at the same moment goes out together, up to HttpConnection::kFlushBytes.
// Thread safety: belongs to the connection's thread.  Ownership: refers to the exchange for the time of send().
#pragma once

#include <optional>
#include <string>

#include "simulator/exchange.h"
#include "simulator/latency/schedule.h"
#include "simulator/metrics/metrics.h"
#include "simulator/send_times.h"

namespace oaisim {

class TokenStream {
 public:
  TokenStream(Exchange& exchange, ReplyEncoder& encoder, Schedule schedule, Metrics::Shard& metrics)
      : exchange_(exchange), encoder_(encoder), schedule_(std::move(schedule)), metrics_(metrics) {
    if (exchange.debug_timing) send_times_.emplace(exchange.connection.received_at());
  }

  // Sends everything up to and with the last token.  False: the client has gone.
  asio::awaitable<bool> send_tokens(HttpReply head);

  // Appends what follows the last token; the caller then ends the stream.
  void append_end();

 private:
  asio::awaitable<bool> wait_for(TimePoint due);
  asio::awaitable<bool> flush();
  void begin(const HttpReply& head);
  void append_tokens(std::size_t index);
  void note_lateness();
  void note_wait(TimePoint due);

  Exchange& exchange_;
  ReplyEncoder& encoder_;
  Schedule schedule_;
  Metrics::Shard& metrics_;
  std::optional<SendTimes> send_times_;  // of a client that asked for them
  std::string events_;
  bool has_begun_ = false;
  bool has_shown_ = false;  // a token, other than thoughts
  TimePoint now_{};
  TimePoint oldest_unsent_ = TimePoint::max();  // due time of the first token that was appended but not sent
};

}  // namespace oaisim
