#include "simulator/token_stream.h"

namespace oaisim {

asio::awaitable<bool> TokenStream::send_tokens(HttpReply head) {
  HttpConnection& connection = exchange_.connection;
  const std::size_t tokens = exchange_.generation.longest();
  TimePoint due = exchange_.started;
  now_ = connection.clock().now();
  if (encoder_.opens_at_once()) begin(head);
  if (tokens == 0) {
    due = schedule_.last(0);
    if (!co_await connection.sleep_until(due)) {
      note_wait(due);
      co_return false;
    }
    if (!has_begun_) begin(head);
  }
  for (std::size_t k = 0; k < tokens; ++k) {
    due = schedule_.next();
    if (due > now_ && !co_await wait_for(due)) {
      note_wait(due);
      co_return false;
    }
    if (!has_begun_) begin(head);
    append_tokens(k);
    if (send_times_) send_times_->written(k, due);
    oldest_unsent_ = std::min(oldest_unsent_, due);
    if (connection.unsent_bytes() < HttpConnection::kFlushBytes) continue;
    note_lateness();
    if (!co_await flush()) {
      note_wait(due);
      co_return false;
    }
    now_ = connection.clock().now();
  }
  note_lateness();
  // What ends the stream waits for the times of the last token, and they for its sending.
  if (send_times_ && !co_await flush()) {
    note_wait(due);
    co_return false;
  }
  note_wait(due);
  co_return true;
}

// What was waited for `due`, although the client may have left before.
void TokenStream::note_wait(TimePoint due) {
  exchange_.simulated_wait += std::min(due, exchange_.connection.clock().now()) - exchange_.started;
}

// Sends what is already due, then waits for `due`.
asio::awaitable<bool> TokenStream::wait_for(TimePoint due) {
  HttpConnection& connection = exchange_.connection;
  now_ = connection.clock().now();
  if (due <= now_) co_return true;
  note_lateness();
  if (!co_await flush() || !co_await connection.sleep_until(due)) co_return false;
  now_ = connection.clock().now();
  co_return true;
}

asio::awaitable<bool> TokenStream::flush() {
  HttpConnection& connection = exchange_.connection;
  const TimePoint now = send_times_ ? connection.clock().now() : TimePoint{};
  const bool here = co_await connection.flush();
  if (!send_times_ || !here) co_return here;
  send_times_->sent(now, events_);
  connection.append_chunk(events_);
  events_.clear();
  co_return true;
}

void TokenStream::begin(const HttpReply& head) {
  has_begun_ = true;
  HttpConnection& connection = exchange_.connection;
  connection.begin_stream(head);
  encoder_.open_stream(events_);
  connection.append_chunk(events_);
  events_.clear();
}

void TokenStream::append_tokens(std::size_t index) {
  std::uint64_t events = 0;
  const auto& choices = exchange_.generation.choices;
  for (std::size_t i = 0; i < std::max<std::size_t>(choices.size(), 1); ++i) {
    if (!choices.empty() && index >= choices[i].total_tokens()) continue;
    const std::size_t before = events_.size();
    encoder_.token(i, index, events_);
    if (events_.size() > before) ++events;
  }
  exchange_.connection.append_chunk(events_);
  events_.clear();
  if (events > 0 && !std::exchange(has_shown_, true)) {
    const Duration waited = now_ - exchange_.connection.received_at();
    metrics_.time_to_first_token(exchange_.deployment->state->metrics_index, to_seconds(waited));
  }
  metrics_.events_sent(events);
}

void TokenStream::note_lateness() {
  if (oldest_unsent_ == TimePoint::max()) return;
  const Clock& clock = exchange_.connection.clock();
  metrics_.pacing_lateness(to_seconds(clock.real_time_of(now_) - clock.real_time_of(oldest_unsent_)));
  oldest_unsent_ = TimePoint::max();
}

void TokenStream::append_end() {
  for (std::size_t i = 0; i < exchange_.generation.choices.size(); ++i) {
    encoder_.finish_choice(i, events_);
  }
  encoder_.close_stream(events_);
  exchange_.connection.append_chunk(events_);
}

}  // namespace oaisim
