#include "simulator/timeline_events.h"

namespace oaisim {
namespace {

constexpr std::string_view kEnd = "\n\n";  // of an event

void add_events(std::string& text, TimePoint due, std::vector<Timeline::Event>& events) {
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find(kEnd, begin) + kEnd.size();
    events.push_back({due, text.substr(begin, end - begin)});
    begin = end;
  }
  text.clear();
}

}  // namespace

std::vector<Timeline::Event> events_in_time(ReplyEncoder& encoder, const Generation& generation, Schedule schedule,
                                            TimePoint started) {
  std::vector<Timeline::Event> events;
  std::string text;
  encoder.open_stream(text);
  add_events(text, started, events);
  const std::size_t tokens = generation.longest();
  TimePoint due = tokens == 0 ? schedule.last(0) : started;
  for (std::size_t k = 0; k < tokens; ++k) {
    due = schedule.next();
    encoder.token(0, k, text);
    add_events(text, due, events);
  }
  encoder.finish_choice(0, text);
  encoder.close_stream(text);
  add_events(text, due, events);
  return events;
}

asio::awaitable<void> replay_events(HttpConnection& connection, HttpReply head,
                                    std::shared_ptr<const Timeline> timeline, std::size_t first) {
  connection.begin_stream(head);
  TimePoint now = connection.clock().now();
  for (std::size_t i = first; i < timeline->events.size(); ++i) {
    if (timeline->is_cancelled()) break;
    const Timeline::Event& event = timeline->events[i];
    if (event.due > now) {
      if (!co_await connection.flush() || !co_await connection.sleep_until(event.due)) co_return;
      now = connection.clock().now();
      if (timeline->is_cancelled()) break;
    }
    connection.append_chunk(event.text);
    if (connection.unsent_bytes() < HttpConnection::kFlushBytes) continue;
    if (!co_await connection.flush()) co_return;
    now = connection.clock().now();
  }
  co_await connection.end_stream();
}

}  // namespace oaisim
