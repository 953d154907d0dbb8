// Writes the replies of the Messages API and the events of its streams.
//
//   event: content_block_delta
//   data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" token"}}
//
// A block is a choice's thoughts, its text, or one of its calls; a block's deltas are thinking_delta, text_delta or
// input_json_delta, each a token, and a thinking block ends with a signature_delta.  Thoughts that are not shown make a
// block without text.
//
// Thread safety: belongs to one reply.
#pragma once

#include "simulator/protocols/protocol.h"

namespace oaisim {

class MessagesReplyEncoder final : public ReplyEncoder {
 public:
  MessagesReplyEncoder(const DecodedRequest& request, ReplyFacts facts, const Generation& generation);

  void whole(std::string& out) override;
  void open_stream(std::string& events) override;
  void token(std::size_t choice, std::size_t index, std::string& events) override;
  void finish_choice(std::size_t choice, std::string& events) override;
  void close_stream(std::string& events) override;

 private:
  enum class Block { none, thinking, text, call };

  const Choice& choice() const { return generation_.choices.front(); }
  std::string_view stop_reason() const;
  std::string signature() const;
  void append_head(std::string& out) const;  // up to and with "content":
  void append_content(std::string& out) const;
  void append_call_head(std::size_t call, std::string& out) const;  // up to its input
  void append_stop(std::string& out) const;
  void append_usage(TokenCount output_tokens, bool all, std::string& out) const;

  // Opens the block of this token, after it has closed the one before.
  void enter(Block block, std::size_t call, std::string& events);
  void leave(std::string& events);
  void append_delta(std::string_view text, std::string& events) const;

  ReplyFacts facts_;
  const Generation& generation_;
  std::string stop_sequence_;  // that ended the text; empty: none did
  bool meets_window_;          // the length is that of the model's window, not the request's

  Block block_ = Block::none;  // that is open
  std::size_t call_ = 0;
  std::size_t blocks_ = 0;  // that were opened
  std::string delta_head_;  // of the open block, up to a delta's text
};

}  // namespace oaisim
