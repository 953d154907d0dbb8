// POST …/audio/transcriptions and …/audio/translations: decode a form with an audio file, encode what it says.
//
// The text is lorem ipsum of about as many words as the audio has time for, the same for the same file.  Only whisper-1
// translates, has srt, vtt and verbose_json, and does not stream; what else a model does not do is refused as the
// service refuses it.
//
// Thread safety: as that of a Protocol.
// Source: OpenAI API reference, "Audio"; Azure OpenAI REST reference, "Transcriptions" and "Translations".
#pragma once

#include "simulator/protocols/protocol.h"

namespace oaisim {

class Transcriptions final : public Protocol {
 public:
  enum class Task { transcribe, translate };
  static constexpr std::size_t kMostFileBytes = 26'214'400;

  explicit Transcriptions(Task task) : task_(task) {}

  std::string_view operation() const override {
    return task_ == Task::transcribe ? "Transcriptions_Create" : "Translations_Create";
  }
  std::string_view id_prefix() const override { return ""; }
  OperationKind kind() const override { return OperationKind::transcription; }
  std::string_view prompt_param() const override { return "prompt"; }
  const Shape* form() const override;
  bool reads_json() const override { return false; }
  std::optional<ApiError> decode(JsonValue body, const CallAddress& address, DecodedRequest& request) const override;
  std::optional<ApiError> settle(std::string_view model, DecodedRequest& request) const override;
  std::unique_ptr<ReplyEncoder> encoder(const DecodedRequest& request, ReplyFacts facts,
                                        const Generation& generation) const override;

 private:
  Task task_;
};

}  // namespace oaisim
