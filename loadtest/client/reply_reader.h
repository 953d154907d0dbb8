// Watches the reply to one request, whatever its protocol, and says what became of it.
//
// A whole reply is kept and read at its end.  A stream is read event by event, and each event takes the time of
// the recv that brought it: the first and last with content, the gaps between them, the event that ends the stream.
//
// Memory: the body of a whole reply (bounded by the connection's ResponseLimits), or one event and up to
// kMaxGaps gaps, and as many times of the server where those are wanted.  Ownership: the ReplyJson is the worker's.
// Thread safety: none; one per connection.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "common/http/client_connection.h"
#include "common/http/sse_parser.h"
#include "loadtest/client/protocol.h"
#include "loadtest/client/reply_json.h"
#include "loadtest/client/server_times.h"

namespace oaisim::loadtest {

class ReplyReader final : public ResponseSink {
 public:
  static constexpr std::size_t kMaxGaps = 16'384;

  ReplyReader(const Protocol& protocol, ReplyJson& json) : protocol_(protocol), json_(json) {}

  // From the next reply on, keeps what a simulator tells of its own send times.
  void keep_server_times() { server_times_.emplace(); }

  // Begins with the reply to a request that asked for a stream or not, and whose text will be asked for or not.
  // `most_events`: a stream is given up after so many events with content; 0: never.
  void start(bool stream, bool keep_answer, std::int64_t most_events = 0);

  void on_status(int status) override { status_ = status; }
  void on_field(std::string_view name, std::string_view value) override;
  bool on_body(std::string_view piece, TimePoint received) override;

  // Writes what was seen, and the outcome, into the record.
  void finish(WireError error, const WireTimes& times, RequestRecord& record);

  std::span<const Duration> gaps() const { return gaps_; }
  std::uint64_t gaps_dropped() const { return gaps_dropped_; }

  // REQUIRES: keep_server_times().
  std::span<const SentToken> server_times() const { return server_times_->tokens(); }

  // The reply's text, without reasoning.  REQUIRES: start() was told to keep it.
  const std::string& answer() const { return answer_; }

  // Of a reply that failed: what it held, cut short; what its error says; what a redirect names.
  std::string_view body() const { return body_; }
  std::string error_message();
  const std::string& location() const { return location_; }
  const Protocol& protocol() const { return protocol_; }
  bool lacks_stream() const { return stream_ && !event_stream_; }  // although one was asked for
  bool has_error_event() const { return error_event_; }

 private:
  bool is_over() const { return bad_ || error_event_ || given_up_; }  // before its end
  bool read_events(std::string_view piece, TimePoint received);
  void on_event(const SseEvent& event, TimePoint received);
  void on_content(std::size_t bytes, TimePoint received);
  void take(const ReplyFacts& facts);
  void keep(std::string_view piece);
  void read_whole();
  Outcome outcome_of(WireError error) const;
  LimitReason limit_reason();
  void write_tokens(RequestRecord& record) const;

  const Protocol& protocol_;
  ReplyJson& json_;
  SseParser events_;
  std::string body_;
  std::string answer_;
  std::string location_;
  std::vector<Duration> gaps_;
  std::uint64_t gaps_dropped_ = 0;
  std::optional<ServerTimes> server_times_;

  // Of this reply.
  bool stream_ = false;
  bool keep_answer_ = false;
  std::int64_t most_events_ = 0;
  int status_ = 0;
  bool event_stream_ = false;  // by its content type
  bool bad_ = false;           // not what the API sends
  bool error_event_ = false;
  bool given_up_ = false;         // what follows is of no interest
  bool resets_requests_ = false;  // x-ratelimit-reset-requests was there
  bool resets_tokens_ = false;
  Duration retry_after_{};
  bool retry_after_ms_ = false;
  TokenUsage usage_;
  TimePoint first_token_{};
  TimePoint last_token_{};
  TimePoint done_{};
  Duration longest_stall_{};
  std::int64_t content_events_ = 0;
  std::size_t content_bytes_ = 0;
  std::size_t reasoning_bytes_ = 0;
  std::size_t first_event_bytes_ = 0;
};

}  // namespace oaisim::loadtest
