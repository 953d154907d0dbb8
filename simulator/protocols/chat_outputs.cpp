#include "simulator/protocols/chat_outputs.h"

#include <algorithm>

#include "simulator/protocols/json_members.h"
#include "simulator/protocols/request_fields.h"
#include "simulator/protocols/text_hash.h"

namespace oaisim {
namespace {

using Found = std::optional<ApiError>;

void read_prediction(JsonObject prediction, DecodedRequest& request) {
  const JsonValue content = prediction.at_key("content").value_unsafe();
  std::string text;
  if (content.is_string()) text = text_of(content);
  if (content.is_array()) {
    for (const JsonValue part : array_of(content)) text += text_of(part.at_key("text").value_unsafe());
  }
  request.prediction = TokenText{.text = std::move(text), .token_ends = {}};
}

bool asks_for_audio(JsonObject body) {
  JsonArray modalities;
  if (body.at_key("modalities").get(modalities) != simdjson::SUCCESS) return false;
  return std::any_of(modalities.begin(), modalities.end(), [](JsonValue one) { return text_of(one) == "audio"; });
}

// What the guide says is not supported with a prediction.
Found check_prediction(JsonObject body, const DecodedRequest& request) {
  const auto above_zero = [&](std::string_view name) {
    double number = 0;
    return body.at_key(name).get(number) == simdjson::SUCCESS && number > 0;
  };
  const std::pair<std::string_view, bool> unsupported[] = {
      {"n", request.n > 1},
      {"logprobs", request.top_logprobs.has_value()},
      {"presence_penalty", above_zero("presence_penalty")},
      {"frequency_penalty", above_zero("frequency_penalty")},
      {"max_completion_tokens", is_given(body, "max_completion_tokens")},
      {"tools", is_given(body, "tools")},
      {"functions", is_given(body, "functions")},
      {"modalities", asks_for_audio(body)},
      {"audio", is_given(body, "audio")}};
  for (const auto& [name, is_asked] : unsupported) {
    if (is_asked) return not_supported_with(name, "prediction");
  }
  return std::nullopt;
}

AudioFormat format_of(std::string_view name) {
  constexpr std::pair<std::string_view, AudioFormat> kFormats[] = {
      {"wav", AudioFormat::wav},   {"aac", AudioFormat::aac},   {"mp3", AudioFormat::mp3},
      {"flac", AudioFormat::flac}, {"opus", AudioFormat::opus},
  };
  for (const auto& [known, format] : kFormats) {
    if (name == known) return format;
  }
  return AudioFormat::pcm;
}

Found read_audio(JsonObject body, DecodedRequest& request) {
  if (!is_given(body, "audio")) return missing_parameter("audio");
  const JsonValue audio = body.at_key("audio").value_unsafe();
  const std::string_view format = text_of(audio.at_key("format").value_unsafe());
  if (request.stream && format != "pcm16") return not_streamed("audio.format", format, "pcm16");
  if (request.top_logprobs) return not_supported_with("logprobs", "modalities");
  std::string_view form = "text";
  if (body.at_key("response_format").at_key("type").get(form) == simdjson::SUCCESS && form != "text") {
    return not_supported_with("response_format", "modalities");
  }
  std::string_view voice;
  if (audio.at_key("voice").get(voice) != simdjson::SUCCESS) voice = "";  // of the caller's own
  request.spoken = SpeechPlan{.format = format_of(format), .seconds = 0, .seed = text_hash(voice)};
  return std::nullopt;
}

}  // namespace

std::optional<ApiError> read_chat_outputs(JsonObject body, DecodedRequest& request) {
  if (is_given(body, "prediction")) {
    read_prediction(object_of(body.at_key("prediction").value_unsafe()), request);
    return check_prediction(body, request);
  }
  return asks_for_audio(body) ? read_audio(body, request) : std::nullopt;
}

}  // namespace oaisim
