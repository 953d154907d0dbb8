// Reads server-sent events from the bytes of a stream, however they were cut.
//
//   : a comment\n            ignored, unless feed() is given something to take it
//   event: delta\n
//   data: {"a":\n            several data lines are joined by \n
//   data: 1}\n
//   \n                       an empty line ends the event
//
// Lines end in \n, \r or \r\n; a byte order mark at the start is skipped; an event without a data line is not
// reported; an unfinished event at the end of the stream is dropped, as the standard says.
// Source: WHATWG HTML, section 9.2.6 "Interpreting an event stream".
//
// Memory: one line and one event, both bounded.  Thread safety: none.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace oaisim {

struct SseEvent {
  std::string_view type;  // empty when the event has no `event:` line
  std::string_view data;
};

class SseParser {
 public:
  struct Limits {
    std::size_t line_bytes = 1 << 20;
    std::size_t event_bytes = 4 << 20;  // of all data lines of an event
  };

  SseParser() = default;
  explicit SseParser(Limits limits) : limits_(limits) {}

  // Calls `on_event(const SseEvent&)` for each event that ends within `bytes`; its views are valid during the
  // call.  False when a limit was exceeded: the stream cannot be read further.
  template <typename OnEvent>
  bool feed(std::string_view bytes, OnEvent&& on_event) {
    return feed(bytes, std::forward<OnEvent>(on_event), NoComments{});
  }

  // As above, and calls `on_comment(std::string_view)` for each comment, in its place among the events, with what
  // follows the colon and one space.  A comment may stand within an event, which is then reported after it.
  template <typename OnEvent, typename OnComment>
  bool feed(std::string_view bytes, OnEvent&& on_event, OnComment&& on_comment) {
    std::string_view line;
    while (!failed_ && take_line(bytes, line)) {
      if constexpr (!std::is_same_v<std::remove_cvref_t<OnComment>, NoComments>) {
        if (line.starts_with(':')) on_comment(line.substr(line.starts_with(": ") ? 2 : 1));
      }
      if (accept_line(line)) {
        on_event(SseEvent{type_, data_});
        clear_event();
      }
    }
    return !failed_;
  }

  // Forgets everything, for the next stream.
  void reset();

 private:
  struct NoComments {};

  // Moves one whole line from `bytes` to `line`, without its end and the byte order mark; false when there is none yet.
  bool take_line(std::string_view& bytes, std::string_view& line);
  // True when the line was the empty one that ends an event with data.
  bool accept_line(std::string_view line);
  void clear_event();

  Limits limits_;
  std::string partial_;  // the start of a line whose end has not come
  bool partial_taken_ = false;
  std::string type_;
  std::string data_;
  bool has_data_ = false;
  bool skip_newline_ = false;  // the last byte was \r: a \n that follows belongs to it
  bool at_start_ = true;
  bool failed_ = false;
};

}  // namespace oaisim
