// Writes responses and their events.
//
//   event: response.output_text.delta
//   data: {"type":"response.output_text.delta","sequence_number":7,"item_id":"msg_…","output_index":0,
//          "content_index":0,"delta":" token","logprobs":[]}
//
//   created, in_progress ─► for each item: output_item.added, its parts and deltas, output_item.done ─► completed
//
// The items are the thoughts of a model that reasons, a message, and calls of tools, in this order.
// Thread safety: belongs to one reply.
// Source: OpenAI API reference, "Responses" and "Streaming events".
#pragma once

#include "simulator/protocols/response_record.h"

namespace oaisim {

class ResponsesReplyEncoder final : public ReplyEncoder {
 public:
  ResponsesReplyEncoder(const DecodedRequest& request, ReplyFacts facts, const Generation& generation,
                        ResponseStore& store, const Clock& clock);

  void whole(std::string& out) override;
  bool opens_at_once() const override { return true; }
  void open_stream(std::string& events) override;
  void token(std::size_t choice, std::size_t index, std::string& events) override;
  void finish_choice(std::size_t choice, std::string& events) override;
  void close_stream(std::string& events) override;
  void keep() override;

 private:
  // Items of the output that a stream may be in.
  enum class Item { none, reasoning, message, call };

  const Choice& choice() const { return generation_.choices.front(); }
  std::string_view status_at_end() const { return record_.is_incomplete() ? "incomplete" : "completed"; }
  // Only the last item is cut off where the output ends at its maximum.
  std::string_view item_status(bool is_last) const { return is_last ? status_at_end() : "completed"; }
  std::string id_of(std::string_view prefix) const { return item_id(prefix, record_.id, false, output_index_); }

  void complete();
  void append_reasoning(bool done, std::string& out) const;
  void append_message(bool done, std::string& out) const;
  void append_text_part(bool done, std::string& out) const;
  void append_call(std::size_t call, bool done, std::string& out) const;
  void append_logprobs(std::size_t begin, std::size_t end, std::string& out) const;
  std::string id_of_call(std::size_t call) const;

  void begin_event(std::string_view type, std::string& events);
  void begin_item_event(std::string_view type, std::string_view prefix, std::string& events);
  void response_event(std::string_view type, std::string_view status, std::string& events);
  void item_event(std::string_view type, bool done, std::string& events);
  void part_event(std::string_view type, bool done, std::string& events);
  void enter(Item item, std::size_t call, std::string& events);
  void leave(std::string& events);
  void reasoning_token(std::size_t index, std::string& events);
  void summary_event(std::string_view type, std::string_view member, std::string_view text, std::string& events);
  void text_token(std::size_t index, std::string_view text, std::string& events);
  void call_event(std::string_view step, std::string_view member, std::string_view text, std::string& events);

  ReplyFacts facts_;
  const Generation& generation_;
  ResponseStore& store_;
  const Clock& clock_;
  std::shared_ptr<const ResponsesCall> call_;
  std::optional<int> top_logprobs_;
  TokenCount tool_tokens_;
  TokenCount instruction_tokens_;
  ResponseRecord record_;
  TokenText summary_;      // of the thoughts; empty when none was asked for
  std::string encrypted_;  // thoughts that only the service can read; empty when they were not asked for

  // Of a stream: where it is.
  std::size_t sequence_ = 0;
  std::size_t output_index_ = 0;
  Item item_ = Item::none;
  std::size_t open_call_ = 0;
  std::size_t summarised_ = 0;  // tokens of the summary that were sent
};

}  // namespace oaisim
