#include "simulator/protocols/speech.h"

#include <algorithm>

#include "common/base/base64.h"
#include "common/text/json_writer.h"
#include "common/text/utf8_length.h"
#include "simulator/protocols/text_hash.h"

namespace oaisim {
namespace {

using Kind = Shape::Kind;

constexpr double kCharactersPerSecond = 15;

constexpr std::string_view kFormatNames[] = {"mp3",  "opus", "aac",
                                             "flac", "wav",  "pcm"};  // in the order of AudioFormat
constexpr Shape kInput{.kind = Kind::string, .minimum = 1, .maximum = 4096};
constexpr Shape kInstructions{.kind = Kind::string, .maximum = 4096};
constexpr Shape kFormat{.kind = Kind::string, .choices = kFormatNames};
constexpr Shape kStreamFormat = one_of<"sse", "audio">();
constexpr Shape kSpeed{.kind = Kind::number, .minimum = 0.25, .maximum = 4};
constexpr Field kVoiceFields[] = {{"id", &kString, true}};
constexpr Shape kOwnVoice{.kind = Kind::object, .fields = kVoiceFields};
constexpr const Shape* kVoiceKinds[] = {&kString, &kOwnVoice};
constexpr Shape kVoice{.kind = Kind::alternatives, .alternatives = kVoiceKinds};
constexpr Field kFields[] = {{"model", &kString},
                             {"input", &kInput, true},
                             {"voice", &kVoice, true},
                             {"instructions", &kInstructions},
                             {"response_format", &kFormat},
                             {"speed", &kSpeed},
                             {"stream_format", &kStreamFormat}};
constexpr Shape kRequest{.kind = Kind::object, .fields = kFields};

// The first nine are those of tts-1 and tts-1-hd.
constexpr std::string_view kVoices[] = {"alloy", "ash",     "coral",  "echo",  "fable", "onyx", "nova",
                                        "sage",  "shimmer", "ballad", "verse", "marin", "cedar"};
constexpr std::size_t kVoicesOfTts1 = 9;

class SpeechEncoder final : public ReplyEncoder {
 public:
  SpeechEncoder(const SpeechRequest& request, ReplyFacts facts, const Generation& generation)
      : format_(request.plan.format), facts_(std::move(facts)), generation_(generation) {}

  void whole(std::string& out) override { out += audio(); }
  std::string_view content_type() const override { return media_type(format_); }

  void token(std::size_t /*choice*/, std::size_t index, std::string& events) override {
    const std::size_t begin = audio().size() * index / generation_.pieces;
    const std::size_t end = audio().size() * (index + 1) / generation_.pieces;
    events += R"(data: {"type":"speech.audio.delta","audio":")";
    append_base64(std::as_bytes(std::span(audio()).subspan(begin, end - begin)), events);
    events += "\"}\n\n";
  }

  void close_stream(std::string& events) override {
    events += R"(data: {"type":"speech.audio.done","usage":{"input_tokens":)";
    append_integer(events, facts_.prompt_tokens);
    events += R"(,"output_tokens":)";
    append_integer(events, generation_.media_tokens);
    events += R"(,"total_tokens":)";
    append_integer(events, facts_.prompt_tokens + generation_.media_tokens);
    events += "}}\n\n";
  }

 private:
  const std::string& audio() const { return generation_.media.front(); }

  AudioFormat format_;
  ReplyFacts facts_;
  const Generation& generation_;
};

}  // namespace

std::optional<ApiError> Speech::decode(JsonValue body, const CallAddress& address, DecodedRequest& request) const {
  if (auto error = check_shape(kRequest, body)) return error;
  SpeechRequest& speech = request.speech.emplace();
  double speed = 1;
  std::string_view input;
  for (const auto [name, value] : object_of(body)) {
    if (name == "model") {
      request.model = text_of(value);
    } else if (name == "input") {
      input = text_of(value);
    } else if (name == "voice" && value.is_string()) {
      speech.voice = text_of(value);
    } else if (name == "response_format") {
      const auto place = std::find(std::begin(kFormatNames), std::end(kFormatNames), text_of(value));
      speech.plan.format = static_cast<AudioFormat>(place - std::begin(kFormatNames));
    } else if (name == "speed") {
      speed = value.get_double().value();
    } else if (name == "stream_format") {
      request.stream = text_of(value) == "sse";
    }
  }
  const std::size_t characters = utf8_length(input);
  speech.plan.seconds = static_cast<double>(characters) / kCharactersPerSecond / speed;
  speech.plan.seed = text_hash(speech.voice, text_hash(input));
  request.inputs.push_back({std::string(input), {}});
  request.prompt_characters = static_cast<std::int64_t>(characters);
  request.max_tokens = 0;
  request.latency_units = speech.plan.seconds;
  if (!address.deployment.empty()) request.model = address.deployment;
  if (request.model.empty()) return missing_parameter("model");
  return std::nullopt;
}

std::optional<ApiError> Speech::settle(std::string_view model, DecodedRequest& request) const {
  const bool first = model.starts_with("tts-1");
  const bool known = first || model.find("-tts") != std::string_view::npos;
  if (first && request.stream) return invalid_value("stream_format", "sse", "'audio'");
  if (!known || request.speech->voice.empty()) return std::nullopt;
  return check_choice(std::span(kVoices).first(first ? kVoicesOfTts1 : std::size(kVoices)), request.speech->voice,
                      "voice");
}

std::unique_ptr<ReplyEncoder> Speech::encoder(const DecodedRequest& request, ReplyFacts facts,
                                              const Generation& generation) const {
  return std::make_unique<SpeechEncoder>(*request.speech, std::move(facts), generation);
}

}  // namespace oaisim
