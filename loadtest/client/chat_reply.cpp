#include "loadtest/client/chat_reply.h"

#include <algorithm>
#include <boost/beast/core/string.hpp>
#include <cmath>

#include "common/config/text_values.h"

namespace oaisim::loadtest {
namespace {

constexpr std::size_t kErrorBodyBytes = 64 << 10;  // what is read of an error
constexpr std::size_t kKeptBodyBytes = 64 << 10;   // what a connection keeps allocated between replies

bool same(std::string_view name, std::string_view wanted) {
  return name.size() == wanted.size() && beast::iequals({name.data(), name.size()}, {wanted.data(), wanted.size()});
}

// A delay in `unit`s; zero when the value is no number (a date is not understood).
Duration delay(std::string_view value, double unit_seconds) {
  const auto number = parse_number(value);
  return number && *number > 0 && *number < 1e6 ? from_seconds(*number * unit_seconds) : Duration::zero();
}

}  // namespace

void ChatReply::start(bool stream) {
  body_.clear();
  if (body_.capacity() > kKeptBodyBytes) body_.shrink_to_fit();
  gaps_.clear();
  gaps_dropped_ = 0;
  if (stream) events_.reset();
  stream_ = stream;
  status_ = 0;
  event_stream_ = bad_ = error_event_ = resets_requests_ = resets_tokens_ = retry_after_ms_ = false;
  retry_after_ = longest_stall_ = Duration::zero();
  facts_ = {};
  first_token_ = last_token_ = done_ = kNever;
  content_events_ = 0;
  content_bytes_ = first_event_bytes_ = 0;
}

void ChatReply::on_field(std::string_view name, std::string_view value) {
  if (same(name, "content-type")) {
    event_stream_ = value.size() >= 17 && same(value.substr(0, 17), "text/event-stream");
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

bool ChatReply::on_body(std::string_view piece, TimePoint received) {
  if (status_ != 200) {
    body_.append(piece.substr(0, kErrorBodyBytes - std::min(kErrorBodyBytes, body_.size())));
    return true;
  }
  if (!stream_) {
    body_.append(piece);
    return true;
  }
  if (!event_stream_) bad_ = true;
  if (!bad_ && !events_.feed(piece, [&](const SseEvent& event) { on_event(event.data, received); })) bad_ = true;
  return !bad_ && !error_event_;
}

void ChatReply::on_event(std::string_view data, TimePoint received) {
  if (bad_ || error_event_) return;
  if (data == "[DONE]") {
    done_ = received;
    return;
  }
  const ReplyFacts facts = json_.read(data);
  if (facts.has_error) {
    error_event_ = true;
    return;
  }
  if (!facts.valid || !facts.has_choices) {
    bad_ = true;
    return;
  }
  if (facts.prompt_tokens) facts_.prompt_tokens = facts.prompt_tokens;
  if (facts.completion_tokens) facts_.completion_tokens = facts.completion_tokens;
  if (facts.content_bytes > 0) on_content(facts.content_bytes, received);
}

void ChatReply::on_content(std::size_t bytes, TimePoint received) {
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
  content_bytes_ += bytes;
}

void ChatReply::read_whole() {
  facts_ = json_.read(body_);
  bad_ = !facts_.valid || !facts_.has_choices || facts_.has_error;
}

Outcome ChatReply::outcome_of(WireError error) const {
  if (error == WireError::cancelled) return Outcome::abandoned;
  if (error == WireError::timed_out) return Outcome::timeout;
  if (status_ == 429) return Outcome::rate_limited;
  if (status_ >= 400 && status_ < 500) return Outcome::client_error;
  if (status_ >= 500 && status_ < 600) return Outcome::server_error;
  if (error_event_) return Outcome::broken_stream;
  if (bad_ || error == WireError::malformed || error == WireError::rejected) return Outcome::bad_body;
  if (error == WireError::truncated) return Outcome::broken_stream;
  if (status_ != 200) return Outcome::bad_body;
  return stream_ && done_ == kNever ? Outcome::broken_stream : Outcome::success;
}

// OpenAI names the limit in the error's type; Azure sends the reset of the limit that was reached.
LimitReason ChatReply::limit_reason() {
  const LimitReason named = json_.read_limit_reason(body_);
  if (named != LimitReason::none) return named;
  if (resets_requests_ != resets_tokens_) return resets_requests_ ? LimitReason::requests : LimitReason::tokens;
  return LimitReason::other;
}

// How many tokens the first event held: one, unless the reply had more tokens than events; then its share of
// the text, for want of the model's own tokenizer.
void ChatReply::write_tokens(RequestRecord& record) const {
  record.content_events = content_events_;
  record.prompt_tokens = facts_.prompt_tokens.value_or(0);
  if (facts_.completion_tokens) {
    record.completion_tokens = *facts_.completion_tokens;
    record.token_source = TokenSource::usage;
  } else if (stream_) {
    record.completion_tokens = content_events_;
    record.token_source = TokenSource::events;
  }
  if (content_events_ == 0) return;
  record.first_event_tokens = 1;
  if (record.completion_tokens > content_events_) {
    const double share = static_cast<double>(first_event_bytes_) / static_cast<double>(content_bytes_);
    record.first_event_tokens =
        std::max<TokenCount>(1, std::llround(share * static_cast<double>(record.completion_tokens)));
  }
}

void ChatReply::finish(WireError error, const WireTimes& times, RequestRecord& record) {
  if (error == WireError::none && status_ == 200) {
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
  // A stream without a token ends with its [DONE].
  if (stream_ && content_events_ == 0) record.last_token = done_;
  record.longest_stall = longest_stall_;
  write_tokens(record);
}

}  // namespace oaisim::loadtest
