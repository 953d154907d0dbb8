#include "loadtest/client/reply_reader.h"

#include <algorithm>
#include <boost/beast/core/string.hpp>
#include <cmath>

#include "common/config/text_values.h"

namespace oaisim::loadtest {
namespace {

constexpr std::size_t kErrorBodyBytes = 64 << 10;  // what is read of an error
constexpr std::size_t kKeptBodyBytes = 64 << 10;   // what a connection keeps allocated between replies
constexpr std::size_t kKeptOfLocation = 300;

bool same(std::string_view name, std::string_view wanted) {
  return name.size() == wanted.size() && beast::iequals({name.data(), name.size()}, {wanted.data(), wanted.size()});
}

// A delay in `unit`s; zero when the value is no number (a date is not understood).
Duration delay(std::string_view value, double unit_seconds) {
  const auto number = parse_number(value);
  return number && *number > 0 && *number < 1e6 ? from_seconds(*number * unit_seconds) : Duration::zero();
}

}  // namespace

void ReplyReader::start(bool stream, bool keep_answer, std::int64_t most_events) {
  body_.clear();
  answer_.clear();
  location_.clear();
  for (auto* text : {&body_, &answer_}) {
    if (text->capacity() > kKeptBodyBytes) text->shrink_to_fit();
  }
  gaps_.clear();
  gaps_dropped_ = 0;
  if (stream) events_.reset();
  if (server_times_) server_times_->start();
  stream_ = stream;
  keep_answer_ = keep_answer;
  most_events_ = most_events;
  status_ = 0;
  event_stream_ = bad_ = error_event_ = given_up_ = resets_requests_ = resets_tokens_ = retry_after_ms_ = false;
  retry_after_ = longest_stall_ = Duration::zero();
  usage_ = {};
  first_token_ = last_token_ = done_ = kNever;
  content_events_ = 0;
  content_bytes_ = reasoning_bytes_ = first_event_bytes_ = 0;
}

void ReplyReader::on_field(std::string_view name, std::string_view value) {
  if (same(name, "content-type")) {
    event_stream_ = value.size() >= 17 && same(value.substr(0, 17), "text/event-stream");
  } else if (server_times_ && same(name, ServerTimes::kField)) {
    server_times_->take_field(value);
  } else if (status_ >= 300 && status_ < 400) {
    if (same(name, "location")) location_ = value.substr(0, kKeptOfLocation);
  } else if (status_ == 429) {
    if (same(name, "x-ratelimit-reset-requests")) resets_requests_ = true;
    if (same(name, "x-ratelimit-reset-tokens")) resets_tokens_ = true;
    if (same(name, "retry-after-ms")) {
      retry_after_ = delay(value, 1e-3);
      retry_after_ms_ = true;
    } else if (same(name, "retry-after") && !retry_after_ms_) {
      retry_after_ = delay(value, 1);
    }
  }
}

// What an error says is read at its end.
void ReplyReader::keep(std::string_view piece) {
  body_.append(piece.substr(0, kErrorBodyBytes - std::min(kErrorBodyBytes, body_.size())));
}

bool ReplyReader::on_body(std::string_view piece, TimePoint received) {
  if (!protocol_.is_success(status_)) {
    keep(piece);
    return true;
  }
  if (!stream_) {
    if (protocol_.reads_body()) body_.append(piece);
    return true;
  }
  if (!event_stream_) bad_ = true;
  if (bad_) {
    keep(piece);
  } else if (!read_events(piece, received)) {
    bad_ = true;
  }
  return !is_over();
}

bool ReplyReader::read_events(std::string_view piece, TimePoint received) {
  const auto take_event = [&](const SseEvent& event) { on_event(event, received); };
  if (!server_times_) return events_.feed(piece, take_event);
  return events_.feed(piece, take_event,
                      [&](std::string_view comment) { server_times_->take_comment(comment, content_events_); });
}

void ReplyReader::take(const ReplyFacts& facts) {
  usage_.update(facts.usage);
  content_bytes_ += facts.content_bytes;
  reasoning_bytes_ += facts.reasoning_bytes;
}

void ReplyReader::on_event(const SseEvent& event, TimePoint received) {
  if (is_over()) return;
  const ReplyFacts facts = protocol_.read_event(json_, event, keep_answer_ ? &answer_ : nullptr);
  error_event_ = facts.error;
  bad_ = !facts.error && !facts.valid;
  if (bad_ || error_event_) return keep(event.data);
  if (facts.content_bytes > 0) on_content(facts.content_bytes, received);
  take(facts);
  if (facts.finished) done_ = received;
}

void ReplyReader::on_content(std::size_t bytes, TimePoint received) {
  if (content_events_ == 0) {
    first_token_ = received;
    first_event_bytes_ = bytes;
  } else {
    const Duration gap = received - last_token_;
    longest_stall_ = std::max(longest_stall_, gap);
    if (gaps_.size() < kMaxGaps) {
      gaps_.push_back(gap);
    } else {
      ++gaps_dropped_;
    }
  }
  last_token_ = received;
  ++content_events_;
  given_up_ = content_events_ == most_events_;
}

void ReplyReader::read_whole() {
  const ReplyFacts facts = protocol_.read_whole(json_, body_, keep_answer_ ? &answer_ : nullptr);
  take(facts);
  bad_ = !facts.valid || facts.error;
}

std::string ReplyReader::error_message() { return json_.read_error(body_); }

Outcome ReplyReader::outcome_of(WireError error) const {
  if (given_up_) return Outcome::cancelled;
  if (error == WireError::cancelled) return Outcome::abandoned;
  if (error == WireError::timed_out) return Outcome::timeout;
  if (status_ == 429) return Outcome::rate_limited;
  if (status_ >= 400 && status_ < 500) return Outcome::client_error;
  if (status_ >= 500 && status_ < 600) return Outcome::server_error;
  if (error_event_) return Outcome::broken_stream;
  if (bad_ || error == WireError::malformed || error == WireError::rejected) return Outcome::bad_body;
  if (error == WireError::truncated) return Outcome::broken_stream;
  if (!protocol_.is_success(status_)) return Outcome::bad_body;
  return stream_ && done_ == kNever ? Outcome::broken_stream : Outcome::success;
}

// OpenAI names the limit in the error's type; Azure sends the reset of the limit that was reached.
LimitReason ReplyReader::limit_reason() {
  const LimitReason named = json_.read_limit_reason(body_);
  if (named != LimitReason::none) return named;
  if (resets_requests_ != resets_tokens_) return resets_requests_ ? LimitReason::requests : LimitReason::tokens;
  return LimitReason::other;
}

// How many tokens the first event held: one, unless the reply had more tokens than events; then its share of
// the text, for want of the model's own tokenizer.
void ReplyReader::write_tokens(RequestRecord& record) const {
  record.content_events = content_events_;
  record.prompt_tokens = usage_.prompt.value_or(0);
  record.cached_tokens = usage_.cached.value_or(0);
  record.reasoning_tokens = usage_.reasoning.value_or(0);
  if (usage_.completion) {
    record.completion_tokens = *usage_.completion;
    record.token_source = TokenSource::usage;
  } else if (stream_) {
    record.completion_tokens = content_events_;
    record.token_source = TokenSource::events;
  }
  if (content_events_ == 0) return;
  if (reasoning_bytes_ == 0) record.hidden_tokens = std::min(record.reasoning_tokens, record.completion_tokens);
  record.first_event_tokens = 1;
  const TokenCount streamed = record.completion_tokens - record.hidden_tokens;
  if (streamed > content_events_) {
    const double share = static_cast<double>(first_event_bytes_) / static_cast<double>(content_bytes_);
    record.first_event_tokens = std::max<TokenCount>(1, std::llround(share * static_cast<double>(streamed)));
  }
}

void ReplyReader::finish(WireError error, const WireTimes& times, RequestRecord& record) {
  if (error == WireError::none && protocol_.is_success(status_)) {
    if (!stream_) read_whole();
    if (stream_ && !event_stream_) bad_ = true;
  }
  record.sent = times.sent;
  record.first_byte = times.first_byte;
  record.closed = times.last_byte;
  record.status = status_;
  record.outcome = outcome_of(error);
  if (record.outcome == Outcome::rate_limited) {
    record.limit_reason = limit_reason();
    record.retry_after = retry_after_;
  }
  record.first_token = first_token_;
  record.last_token = stream_ ? last_token_ : times.last_byte;
  record.done = done_;
  // A stream without a token ends with its last event.
  if (stream_ && content_events_ == 0) record.last_token = done_;
  record.longest_stall = longest_stall_;
  write_tokens(record);
}

}  // namespace oaisim::loadtest
