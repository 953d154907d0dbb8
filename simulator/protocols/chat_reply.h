// Writes chat completions and their chunks.
//
//   a chunk   data: {"id":…,"object":"chat.completion.chunk",…,"choices":[{"index":0,"delta":{…},…}]}\n\n
//
// Everything that is the same in all chunks is put together once.
#pragma once

#include "simulator/protocols/protocol.h"

namespace oaisim {

class ChatReplyEncoder final : public ReplyEncoder {
 public:
  ChatReplyEncoder(const DecodedRequest& request, ReplyFacts facts);

  void whole(const Generation& generation, std::string& out) override;
  void open_stream(std::string& events) override;
  void token(std::size_t choice, std::string_view text, std::string& events) override;
  void finish_choice(std::size_t choice, FinishReason reason, std::string& events) override;
  void close_stream(const Generation& generation, std::string& events) override;

 private:
  bool azure() const { return facts_.shape == ApiShape::azure; }
  void append_message(const Choice& choice, std::size_t index, std::string& out) const;
  void append_usage(const Generation& generation, std::string& out) const;
  void begin_chunk(std::string& events) const;
  void begin_choice(std::size_t choice, std::string& events) const;
  void end_chunk(std::string& events) const;

  ReplyFacts facts_;
  std::size_t choices_;
  bool include_usage_;
  std::string service_tier_;
  std::string metadata_;
  std::string fingerprint_;
  std::string chunk_head_;   // up to and with "choices":[
  std::string choice_tail_;  // after a token's text, to the end of its event
};

}  // namespace oaisim
