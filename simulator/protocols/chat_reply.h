// Writes chat completions and their chunks.
//
//   a chunk   data: {"id":…,"object":"chat.completion.chunk",…,"choices":[{"index":0,"delta":{…},…}]}\n\n
//   delta     {"content":" token"}
//             {"tool_calls":[{"index":0,"id":"call_…","type":"function","function":{"name":…,"arguments":""}}]}
//             {"tool_calls":[{"index":0,"function":{"arguments":"{\"ci"}}]}
//             {"function_call":{"name":…,"arguments":""}} of the deprecated functions
//             {"content":null,"audio":{"id":…,"transcript":" token"}}, {"audio":{"data":"base64"}}, and at the end
//             {"audio":{"expires_at":…}} of speech
//
// Everything that is the same in all chunks is put together once.
//
// Thread safety: belongs to one reply.
#pragma once

#include "simulator/protocols/completion_objects.h"
#include "simulator/protocols/protocol.h"

namespace oaisim {

class ChatReplyEncoder final : public ReplyEncoder {
 public:
  ChatReplyEncoder(const DecodedRequest& request, ReplyFacts facts, const Generation& generation,
                   CompletionStore& store);

  void whole(std::string& out) override;
  void open_stream(std::string& events) override;
  void token(std::size_t choice, std::size_t index, std::string& events) override;
  void finish_choice(std::size_t choice, std::string& events) override;
  void close_stream(std::string& events) override;
  void keep() override;

 private:
  bool azure() const { return facts_.shape == ApiShape::azure; }
  void append_completion(std::string& out) const;  // without metadata and the last brace
  std::string id_of_call(std::size_t choice, std::size_t call) const;
  std::string audio_id(std::size_t choice) const;
  std::int64_t audio_expiry() const;  // seconds since 1970
  bool is_spoken(std::size_t choice) const;
  std::string_view finish_of(const Choice& choice) const;
  void append_choice(std::size_t index, std::string& out) const;
  void append_message(std::size_t index, std::string& out) const;
  void append_audio(std::size_t index, std::string& out) const;
  void append_calls(std::size_t index, std::string& out) const;
  void append_logprobs(std::size_t index, std::string& out) const;
  void append_usage(std::string& out) const;
  void append_audio_deltas(std::size_t choice, std::size_t place, std::string_view text, std::string& events) const;
  void append_call_delta(std::size_t choice, const TokenStep& step, std::string& events) const;
  void begin_choice(std::size_t choice, std::string& events) const;
  void end_chunk(std::string& events) const;

  ReplyFacts facts_;
  const Generation& generation_;
  CompletionStore& store_;
  bool is_stored_;
  std::vector<std::string> messages_;  // of the request, when it is stored
  bool include_usage_;
  bool legacy_functions_;
  bool spoken_;
  TokenCount audio_tokens_;  // of the prompt
  std::optional<int> top_logprobs_;
  std::string service_tier_;
  std::string metadata_;
  std::string fingerprint_;
  std::string chunk_head_;   // up to and with "choices":[
  std::string choice_tail_;  // after a token's text, to the end of its event
};

}  // namespace oaisim
