// Writes transcriptions and translations in each of their formats, and transcriptions as a stream.
//
//   data: {"type":"transcript.text.delta","delta":" skies"}                          for each token
//   data: {"type":"transcript.text.segment","id","start","end","text","speaker"}     diarized_json, after a sentence
//   data: {"type":"transcript.text.done","text":"…","usage":{…}}
//
// Thread safety: belongs to one reply.
// Source: OpenAI API reference, "Audio", with its examples of streams.
#pragma once

#include "simulator/protocols/protocol.h"
#include "simulator/protocols/transcript.h"

namespace oaisim {

class TranscriptionEncoder final : public ReplyEncoder {
 public:
  TranscriptionEncoder(const TranscriptionRequest& request, TokenCount audio_tokens, ReplyFacts facts,
                       const Generation& generation);

  void whole(std::string& out) override;
  std::string_view content_type() const override;
  void token(std::size_t choice, std::size_t index, std::string& events) override;
  void close_stream(std::string& events) override;

 private:
  void append_json(std::string& out) const;
  void append_verbose(std::string& out) const;
  void append_diarized(std::string& out) const;
  void append_subtitles(bool numbered, std::string& out) const;
  void append_segment(std::size_t index, std::string& out) const;
  void append_speaker_segment(std::size_t index, std::string& out) const;
  void append_usage(std::string& out) const;
  void append_logprobs(std::size_t begin, std::size_t end, std::string& out) const;
  void append_languages(std::string& out) const;
  bool names_speakers() const { return request_.format == TranscriptionRequest::Format::diarized_json; }

  TranscriptionRequest request_;
  TokenCount audio_tokens_;
  ReplyFacts facts_;
  std::uint64_t seed_;
  const Choice& choice_;
  std::vector<TimedText> sentences_;
  std::size_t sentence_ = 0;  // that the stream is in
};

}  // namespace oaisim
