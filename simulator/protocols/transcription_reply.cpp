#include "simulator/protocols/transcription_reply.h"

#include <cmath>

#include "common/text/json_writer.h"
#include "common/text/models.h"
#include "simulator/protocols/logprobs.h"

namespace oaisim {
namespace {

using Format = TranscriptionRequest::Format;

void append_seconds(std::string& out, double seconds) {
  char digits[64];
  out.append(digits, std::to_chars(digits, digits + sizeof(digits), seconds, std::chars_format::fixed, 3).ptr);
}

void append_key(std::string& out, std::string_view key) {
  out += ",\"";
  out += key;
  out += "\":";
}

void append_times(std::string& out, const TimedText& text) {
  append_key(out, "start");
  append_seconds(out, text.start);
  append_key(out, "end");
  append_seconds(out, text.end);
}

std::string segment_id(std::size_t index) {
  const std::string number = std::to_string(index + 1);
  return "seg_" + std::string(number.size() < 3 ? 3 - number.size() : 0, '0') + number;
}

}  // namespace

TranscriptionEncoder::TranscriptionEncoder(const TranscriptionRequest& request, TokenCount audio_tokens,
                                           ReplyFacts facts, const Generation& generation)
    : request_(request),
      audio_tokens_(audio_tokens),
      facts_(std::move(facts)),
      seed_(generation.seed),
      choice_(generation.choices.front()),
      sentences_(sentences_of(choice_, request.seconds)) {}

std::string_view TranscriptionEncoder::content_type() const {
  switch (request_.format) {
    case Format::text:
    case Format::srt:
    case Format::vtt:
      return "text/plain; charset=utf-8";
    case Format::json:
    case Format::verbose_json:
    case Format::diarized_json:
      break;
  }
  return "application/json";
}

void TranscriptionEncoder::whole(std::string& out) {
  switch (request_.format) {
    case Format::json:
      return append_json(out);
    case Format::text:
      out += choice_.text;
      out += '\n';
      return;
    case Format::srt:
      return append_subtitles(true, out);
    case Format::vtt:
      out += "WEBVTT\n\n";
      return append_subtitles(false, out);
    case Format::verbose_json:
      return append_verbose(out);
    case Format::diarized_json:
      return append_diarized(out);
  }
}

void TranscriptionEncoder::append_json(std::string& out) const {
  out += "{\"text\":";
  append_string(out, choice_.text);
  append_languages(out);
  if (request_.logprobs) append_logprobs(0, choice_.token_count(), out);
  if (!request_.translates) append_usage(out);
  out += '}';
}

void TranscriptionEncoder::append_verbose(std::string& out) const {
  out += request_.translates ? R"({"task":"translate","language":)" : R"({"task":"transcribe","language":)";
  append_string(out, request_.translates ? "english" : language_name(request_.language));
  append_key(out, "duration");
  append_seconds(out, request_.seconds);
  append_key(out, "text");
  append_string(out, choice_.text);
  if (request_.segments || !request_.words) {
    append_key(out, "segments");
    out += '[';
    for (std::size_t i = 0; i < sentences_.size(); ++i) append_segment(i, out);
    out += ']';
  }
  if (request_.words) {
    append_key(out, "words");
    out += '[';
    for (const auto& word : words_of(choice_, request_.seconds)) {
      out += out.back() == '[' ? "{\"word\":" : ",{\"word\":";
      append_string(out, word.text);
      append_times(out, word);
      out += '}';
    }
    out += ']';
  }
  if (!request_.translates) append_usage(out);
  out += '}';
}

void TranscriptionEncoder::append_segment(std::size_t index, std::string& out) const {
  constexpr double kSeekPerSecond = 100;
  constexpr double kWindow = 30;  // seconds that Whisper looks at
  const TimedText& sentence = sentences_[index];
  const std::string text = " " + std::string(sentence.text);
  out += index == 0 ? "{\"id\":" : ",{\"id\":";
  append_integer(out, index);
  append_key(out, "seek");
  append_integer(out, std::llround(std::floor(sentence.start / kWindow) * kWindow * kSeekPerSecond));
  append_times(out, sentence);
  append_key(out, "text");
  append_string(out, text);
  append_key(out, "tokens");
  out += '[';
  for (const TokenId token : Tokenizer::of(encoding_of_model(facts_.model)).encode(text)) {
    if (out.back() != '[') out += ',';
    append_integer(out, token);
  }
  out += ']';
  append_key(out, "temperature");
  append_seconds(out, request_.temperature);
  Random random(seed_, index);
  append_key(out, "avg_logprob");
  append_seconds(out, -0.1 - 0.3 * random.uniform());
  append_key(out, "compression_ratio");
  append_seconds(out, 1.1 + 0.5 * random.uniform());
  append_key(out, "no_speech_prob");
  append_seconds(out, 0.05 * random.uniform());
  out += '}';
}

void TranscriptionEncoder::append_diarized(std::string& out) const {
  out += R"({"task":"transcribe","duration":)";
  append_seconds(out, request_.seconds);
  append_key(out, "text");
  append_string(out, choice_.text);
  append_key(out, "segments");
  out += '[';
  for (std::size_t i = 0; i < sentences_.size(); ++i) {
    if (i > 0) out += ',';
    append_speaker_segment(i, out);
  }
  out += ']';
  append_usage(out);
  out += '}';
}

// Two speak in turns of one to three sentences.
void TranscriptionEncoder::append_speaker_segment(std::size_t index, std::string& out) const {
  static constexpr std::string_view kUnnamed[] = {"A", "B"};
  const std::size_t speaker = index / (1 + seed_ % 3);
  out += R"({"type":"transcript.text.segment","id":)";
  append_string(out, segment_id(index));
  append_times(out, sentences_[index]);
  append_key(out, "text");
  append_string(out, sentences_[index].text);
  append_key(out, "speaker");
  append_string(out, request_.speakers.empty()
                         ? kUnnamed[speaker % 2]
                         : std::string_view(request_.speakers[speaker % request_.speakers.size()]));
  out += '}';
}

void TranscriptionEncoder::append_subtitles(bool numbered, std::string& out) const {
  const char point = numbered ? ',' : '.';
  for (std::size_t i = 0; i < sentences_.size(); ++i) {
    if (numbered) out += std::to_string(i + 1) + "\n";
    out += clock_text(sentences_[i].start, point) + " --> " + clock_text(sentences_[i].end, point) + "\n";
    out += sentences_[i].text;
    out += "\n\n";
  }
}

void TranscriptionEncoder::append_usage(std::string& out) const {
  append_key(out, "usage");
  if (request_.whisper) {
    out += R"({"type":"duration","seconds":)";
    append_integer(out, std::llround(std::ceil(request_.seconds)));
    out += '}';
    return;
  }
  const auto written = static_cast<TokenCount>(choice_.token_count());
  out += R"({"type":"tokens","input_tokens":)";
  append_integer(out, facts_.prompt_tokens);
  out += R"(,"input_token_details":{"text_tokens":)";
  append_integer(out, facts_.prompt_tokens - audio_tokens_);
  append_key(out, "audio_tokens");
  append_integer(out, audio_tokens_);
  out += R"(},"output_tokens":)";
  append_integer(out, written);
  append_key(out, "total_tokens");
  append_integer(out, facts_.prompt_tokens + written);
  out += '}';
}

void TranscriptionEncoder::append_logprobs(std::size_t begin, std::size_t end, std::string& out) const {
  append_key(out, "logprobs");
  out += '[';
  for (std::size_t i = begin; i < end; ++i) {
    if (i > begin) out += ',';
    append_logprob_entry({seed_, 0, i}, choice_.token(i), out);
  }
  out += ']';
}

void TranscriptionEncoder::append_languages(std::string& out) const {
  if (!request_.languages) return;
  append_key(out, "languages");
  out += "[{\"code\":";
  append_string(out, request_.language);
  out += "}]";
}

void TranscriptionEncoder::token(std::size_t /*choice*/, std::size_t index, std::string& events) {
  events += R"(data: {"type":"transcript.text.delta","delta":)";
  append_string(events, choice_.piece(index));
  if (request_.logprobs) append_logprobs(index, index + 1, events);
  if (names_speakers()) {
    append_key(events, "segment_id");
    append_string(events, segment_id(sentence_));
  }
  events += "}\n\n";
  const bool ends_sentence = sentence_ < sentences_.size() && index >= sentences_[sentence_].last_token;
  if (!ends_sentence) return;
  if (names_speakers()) {
    events += "data: ";
    append_speaker_segment(sentence_, events);
    events += "\n\n";
  }
  ++sentence_;
}

void TranscriptionEncoder::close_stream(std::string& events) {
  events += R"(data: {"type":"transcript.text.done","text":)";
  append_string(events, choice_.text);
  append_languages(events);
  if (request_.logprobs) append_logprobs(0, choice_.token_count(), events);
  append_usage(events);
  events += "}\n\n";
}

}  // namespace oaisim
