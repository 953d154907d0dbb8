#include "simulator/protocols/transcriptions.h"

#include <cmath>

#include "simulator/protocols/audio_file.h"
#include "simulator/protocols/transcription_reply.h"

namespace oaisim {
namespace {

using Kind = Shape::Kind;
using Format = TranscriptionRequest::Format;

constexpr double kWordsPerSecond = 2.5;
constexpr double kTokensPerWord = 1.45;  // of lorem ipsum, its marks included
constexpr double kAudioTokensPerSecond = 10;
constexpr double kShortest = 0.1;  // seconds
constexpr double kLongest = 1500;  // of the models that are not Whisper
constexpr double kLongestDiarized = 1400;
constexpr double kLongestUnchunked = 30;
constexpr double kBytesPerMegabyte = 1024 * 1024;

constexpr std::string_view kFormatNames[] = {"json", "text", "srt", "verbose_json", "vtt", "diarized_json"};

constexpr Shape kFormat{.kind = Kind::string, .choices = kFormatNames};
constexpr Shape kTranslationFormat{.kind = Kind::string, .choices = std::span(kFormatNames).first(5)};
constexpr Shape kTemperature{.kind = Kind::number, .minimum = 0, .maximum = 1};
constexpr Shape kInclude = one_of<"logprobs">();
constexpr Shape kIncludes = list_of(&kInclude);
constexpr Shape kGranularity = one_of<"word", "segment">();
constexpr Shape kGranularityList = list_of(&kGranularity);
constexpr Shape kSomeStrings{.kind = Kind::array, .minimum = 1, .items = &kString};
constexpr Shape kSpeakers{.kind = Kind::array, .maximum = 4, .items = &kString};
constexpr Shape kAutomatic = one_of<"auto">();
constexpr Shape kVadType = one_of<"server_vad">();
constexpr Shape kThreshold{.kind = Kind::number, .minimum = 0, .maximum = 1};
constexpr Shape kMilliseconds{.kind = Kind::integer, .minimum = 0};
constexpr Field kVadFields[] = {{"type", &kVadType, true},
                                {"prefix_padding_ms", &kMilliseconds},
                                {"silence_duration_ms", &kMilliseconds},
                                {"threshold", &kThreshold}};
constexpr Shape kVad{.kind = Kind::object, .fields = kVadFields};
constexpr const Shape* kChunkingKinds[] = {&kAutomatic, &kVad};
constexpr Shape kChunking{.kind = Kind::alternatives, .nullable = true, .alternatives = kChunkingKinds};

constexpr Field kTranscriptionFields[] = {
    {"file", &kFile, true},
    {"model", &kString},
    {"prompt", &kString},
    {"response_format", &kFormat},
    {"temperature", &kTemperature},
    {"language", &kString},
    {"languages", &kSomeStrings},
    {"keywords", &kSomeStrings},
    {"include", &kIncludes},
    {"timestamp_granularities", &kGranularityList},
    {"stream", &kNullableBoolean},
    {"chunking_strategy", &kChunking},
    {"known_speaker_names", &kSpeakers},
    {"known_speaker_references", &kSpeakers},
};
constexpr Field kTranslationFields[] = {{"file", &kFile, true},
                                        {"model", &kString},
                                        {"prompt", &kString},
                                        {"response_format", &kTranslationFormat},
                                        {"temperature", &kTemperature}};
constexpr Shape kTranscription{.kind = Kind::object, .fields = kTranscriptionFields};
constexpr Shape kTranslation{.kind = Kind::object, .fields = kTranslationFields};

std::optional<ApiError> read_file(const FormPart& file, DecodedRequest& request) {
  const std::string_view bytes = file.content;
  if (bytes.size() > Transcriptions::kMostFileBytes)
    return content_too_large(Transcriptions::kMostFileBytes, bytes.size());
  if (!has_audio_format(file)) {
    return ApiError{.message = "Invalid file format. Supported formats: " + std::string(audio_formats())};
  }
  TranscriptionRequest& transcription = *request.transcription;
  transcription.seconds = audio_seconds(bytes);
  request.latency_units = static_cast<double>(bytes.size()) / kBytesPerMegabyte;
  request.seed = static_cast<std::int64_t>(audio_hash(bytes));
  request.expected_tokens =
      std::max<TokenCount>(1, std::llround(transcription.seconds * kWordsPerSecond * kTokensPerWord));
  return std::nullopt;
}

std::optional<ApiError> read_language(std::string_view language, TranscriptionRequest& transcription) {
  bool is_code = language.size() == 2;
  for (const char c : language) is_code = is_code && c >= 'a' && c <= 'z';
  if (!is_code) {
    return ApiError{.message = "Invalid language '" + std::string(language.substr(0, 50)) +
                               "'. Language parameter must be specified in ISO-639-1 format.",
                    .param = "language",
                    .code = "invalid_language_format"};
  }
  transcription.language = language;
  return std::nullopt;
}

void read_format(std::string_view name, TranscriptionRequest& transcription) {
  for (std::size_t i = 0; i < std::size(kFormatNames); ++i) {
    if (kFormatNames[i] != name) continue;
    transcription.format = static_cast<Format>(i);
    transcription.format_name = kFormatNames[i];
  }
}

void read_field(std::string_view name, JsonValue value, DecodedRequest& request) {
  TranscriptionRequest& transcription = *request.transcription;
  if (name == "model") {
    request.model = text_of(value);
  } else if (name == "prompt") {
    request.inputs.front().text = text_of(value);
  } else if (name == "response_format") {
    read_format(text_of(value), transcription);
  } else if (name == "temperature") {
    transcription.temperature = value.get_double().value();
  } else if (name == "stream") {
    request.stream = value.get_bool().value();
  } else if (name == "include") {
    transcription.logprobs = array_of(value).size() > 0;
  } else if (name == "chunking_strategy") {
    transcription.chunks = true;
  } else if (name == "timestamp_granularities") {
    for (const JsonValue granularity : array_of(value)) {
      (text_of(granularity) == "word" ? transcription.words : transcription.segments) = true;
    }
  } else if (name == "known_speaker_names") {
    for (const JsonValue speaker : array_of(value)) transcription.speakers.emplace_back(text_of(speaker));
  }
}

ApiError incompatible(std::string_view param, std::string message) {
  return {.message = std::move(message), .param = std::string(param), .code = "unsupported_value"};
}

std::optional<ApiError> check_format(std::string_view model, const TranscriptionRequest& transcription, bool known) {
  const Format format = transcription.format;
  const bool simple = format == Format::json || format == Format::text;
  const bool diarized = format == Format::diarized_json;
  const bool fits = !known || simple || (transcription.diarizes && diarized) || (transcription.whisper && !diarized);
  if (!fits) {
    const std::string allowed = transcription.whisper    ? "'json', 'text', 'srt', 'verbose_json' or 'vtt'"
                                : transcription.diarizes ? "'json', 'text' or 'diarized_json'"
                                                         : "'json' or 'text'";
    return incompatible("response_format", "response_format '" + std::string(transcription.format_name) +
                                               "' is not compatible with model '" + std::string(model) + "'. Use " +
                                               allowed + " instead.");
  }
  if ((transcription.words || transcription.segments) && format != Format::verbose_json) {
    return incompatible("timestamp_granularities",
                        "timestamp_granularities is only available with response_format 'verbose_json'.");
  }
  if (transcription.logprobs && format != Format::json) {
    return incompatible("include", "include[] 'logprobs' is only available with response_format 'json'.");
  }
  return std::nullopt;
}

ApiError wrong_duration(double seconds, std::string_view comparison) {
  std::string number = std::to_string(seconds);
  number.erase(std::max(number.find_last_not_of('0') + 1, number.find('.') + 2));
  return {.message = "audio duration " + number + " seconds is " + std::string(comparison) + " for this model",
          .code = "invalid_value"};
}

std::optional<ApiError> check_duration(const TranscriptionRequest& transcription, bool known) {
  const double seconds = transcription.seconds;
  if (transcription.whisper || !known) {
    if (seconds >= kShortest) return std::nullopt;
    return ApiError{.message = "Audio file is too short. Minimum audio length is 0.1 seconds.",
                    .param = "file",
                    .code = "audio_too_short"};
  }
  if (seconds < kShortest) {
    return wrong_duration(seconds, "shorter than 0.1 seconds which is the minimum");
  }
  if (seconds > (transcription.diarizes ? kLongestDiarized : kLongest)) {
    return wrong_duration(seconds, transcription.diarizes ? "longer than 1400 seconds which is the maximum"
                                                          : "longer than 1500 seconds which is the maximum");
  }
  if (transcription.diarizes && !transcription.chunks && seconds > kLongestUnchunked) {
    return ApiError{.message = "chunking_strategy is required for diarization models", .param = "chunking_strategy"};
  }
  return std::nullopt;
}

}  // namespace

const Shape* Transcriptions::form() const { return task_ == Task::transcribe ? &kTranscription : &kTranslation; }

std::optional<ApiError> Transcriptions::decode(JsonValue body, const CallAddress& address,
                                               DecodedRequest& request) const {
  if (auto error = check_shape(*form(), body)) return error;
  request.transcription.emplace().translates = task_ == Task::translate;
  request.inputs.emplace_back();
  const FormPart* file = nullptr;
  for (const auto [name, value] : object_of(body)) {
    if (value.is_null()) continue;
    if (name == "file") file = &request.files[value.get_uint64().value()];
    if (name == "language") {
      if (auto error = read_language(text_of(value), *request.transcription)) return error;
    }
    read_field(name, value, request);
  }
  if (auto error = read_file(*file, request)) return error;
  request.prompt_characters = static_cast<std::int64_t>(request.inputs.front().text.size());
  if (!address.deployment.empty()) request.model = address.deployment;
  if (request.model.empty()) return missing_parameter("model");
  return std::nullopt;
}

std::optional<ApiError> Transcriptions::settle(std::string_view model, DecodedRequest& request) const {
  TranscriptionRequest& transcription = *request.transcription;
  transcription.whisper = model.starts_with("whisper");
  const bool other = model.find("transcribe") != std::string_view::npos;
  const bool known = transcription.whisper || other;
  transcription.diarizes =
      known ? model.find("diarize") != std::string_view::npos : transcription.format == Format::diarized_json;
  transcription.languages = model.starts_with("gpt-transcribe");
  if (transcription.translates && other) return invalid_value("model", model, "'whisper-1'");
  if (transcription.whisper) {
    transcription.logprobs = false;
    request.stream = false;
  } else {
    request.media_tokens = std::llround(std::ceil(transcription.seconds * kAudioTokensPerSecond));
  }
  if (auto error = check_format(model, transcription, known)) return error;
  return check_duration(transcription, known);
}

std::unique_ptr<ReplyEncoder> Transcriptions::encoder(const DecodedRequest& request, ReplyFacts facts,
                                                      const Generation& generation) const {
  return std::make_unique<TranscriptionEncoder>(*request.transcription, request.media_tokens, std::move(facts),
                                                generation);
}

}  // namespace oaisim
