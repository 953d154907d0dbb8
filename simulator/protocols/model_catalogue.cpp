#include "simulator/protocols/model_catalogue.h"

namespace oaisim {
namespace {

// The release dates of some are not published: those are 0, as in Anthropic's own list.
constexpr ModelFacts claude(std::string_view name, TokenCount window, TokenCount output, std::int64_t created) {
  ModelFacts facts{name, window, output, created};
  facts.maker = "anthropic";
  return facts;
}

constexpr ModelFacts spoken(std::string_view name, std::int64_t created) {
  ModelFacts facts{name, 128000, 16384, created};
  facts.audio = AudioUse::required;
  return facts;
}

constexpr ModelFacts kModels[] = {
    {"gpt-3.5-turbo", 16385, 4096, 1677610602},
    {"gpt-35-turbo", 16385, 4096, 1677610602},
    {"gpt-3.5-turbo-instruct", 4096, 4096, 1692901427, ModelKind::completion},
    {"gpt-35-turbo-instruct", 4096, 4096, 1692901427, ModelKind::completion},
    {"davinci-002", 16384, 16384, 1692634301, ModelKind::completion},
    {"babbage-002", 16384, 16384, 1692634615, ModelKind::completion},
    {"gpt-4", 8192, 8192, 1687882411},
    {"gpt-4-32k", 32768, 32768, 1687882411},
    {"gpt-4-turbo", 128000, 4096, 1712361441},
    {"gpt-4-1106-preview", 128000, 4096, 1698957206},
    {"gpt-4-0125-preview", 128000, 4096, 1706037612},
    {"gpt-4.5-preview", 128000, 16384, 1740623059},
    {"gpt-4o", 128000, 16384, 1715367049, ModelKind::chat, 0, false, false, true},
    {"gpt-4o-mini", 128000, 16384, 1721172741, ModelKind::chat, 0, false, false, true},
    spoken("gpt-4o-audio-preview", 1727460443),
    spoken("gpt-4o-mini-audio-preview", 1734387424),
    spoken("gpt-audio", 1756339249),
    spoken("gpt-audio-mini", 1759512137),
    {"chatgpt-4o-latest", 128000, 16384, 1723515131},
    {"gpt-4.1", 1047576, 32768, 1744316542, ModelKind::chat, 0, false, false, true},
    {"gpt-4.1-mini", 1047576, 32768, 1744318173, ModelKind::chat, 0, false, false, true},
    {"gpt-4.1-nano", 1047576, 32768, 1744321707, ModelKind::chat, 0, false, false, true},
    {"gpt-5", 400000, 128000, 1754425777, ModelKind::chat, 0, false, true},
    {"gpt-5-chat-latest", 128000, 16384, 1754073306},
    {"gpt-5-mini", 400000, 128000, 1754425928, ModelKind::chat, 0, false, true},
    {"gpt-5-nano", 400000, 128000, 1754426384, ModelKind::chat, 0, false, true},
    {"o1", 200000, 100000, 1734375816, ModelKind::chat, 0, false, true},
    {"o1-mini", 128000, 65536, 1725649008, ModelKind::chat, 0, false, true},
    {"o3", 200000, 100000, 1744225308, ModelKind::chat, 0, false, true},
    {"o3-mini", 200000, 100000, 1737146383, ModelKind::chat, 0, false, true},
    {"o4-mini", 200000, 100000, 1744225351, ModelKind::chat, 0, false, true},
    {"gpt-oss-20b", 131072, 131072, 1754352000},
    {"gpt-oss-120b", 131072, 131072, 1754352000},
    {"text-embedding-ada-002", 8192, 0, 1671217299, ModelKind::embedding},
    {"text-embedding-3-small", 8192, 0, 1705948997, ModelKind::embedding, 1536, true},
    {"text-embedding-3-large", 8192, 0, 1705953180, ModelKind::embedding, 3072, true},
    {"whisper-1", 131072, 131072, 1677532384, ModelKind::transcription},
    {"gpt-transcribe", 16000, 2000, 1772323200, ModelKind::transcription},
    {"gpt-4o-transcribe", 16000, 2000, 1742068463, ModelKind::transcription},
    {"gpt-4o-transcribe-diarize", 16000, 2000, 1750798887, ModelKind::transcription},
    {"gpt-4o-mini-transcribe", 16000, 2000, 1742068596, ModelKind::transcription},
    {"tts-1", 16384, 0, 1681940951, ModelKind::speech},
    {"tts-1-hd", 16384, 0, 1699046015, ModelKind::speech},
    {"gpt-4o-mini-tts", 16384, 0, 1742403959, ModelKind::speech},
    {"dall-e-2", 65536, 0, 1698798177, ModelKind::image},
    {"dall-e-3", 65536, 0, 1698785189, ModelKind::image},
    {"gpt-image-1", 65536, 0, 1745517030, ModelKind::image},
    {"gpt-image-1-mini", 65536, 0, 1758845821, ModelKind::image},
    {"gpt-image-1.5", 65536, 0, 1765843200, ModelKind::image},
    {"gpt-image-2", 65536, 0, 1776729600, ModelKind::image},
    {"chatgpt-image-latest", 65536, 0, 1765843200, ModelKind::image},
    {"omni-moderation-latest", 1048576, 0, 1731689265, ModelKind::moderation},
    {"omni-moderation-2024-09-26", 1048576, 0, 1732734466, ModelKind::moderation},
    {"text-moderation-latest", 1048576, 0, 1690848000, ModelKind::moderation},
    {"text-moderation-stable", 1048576, 0, 1690848000, ModelKind::moderation},
    {"text-moderation-007", 1048576, 0, 1690848000, ModelKind::moderation},
    claude("claude-fable-5-2", 1000000, 128000, 1794182400),
    claude("claude-fable-5-1", 1000000, 128000, 0),
    claude("claude-fable-5", 1000000, 128000, 1780963200),
    claude("claude-mythos-5", 1000000, 128000, 1780963200),
    claude("claude-opus-5-5", 1000000, 128000, 0),
    claude("claude-opus-5", 1000000, 128000, 1784851200),
    claude("claude-opus-4-8", 1000000, 128000, 1779926400),
    claude("claude-opus-4-7", 1000000, 128000, 1776297600),
    claude("claude-opus-4-6", 1000000, 128000, 1770249600),
    claude("claude-opus-4-5", 200000, 64000, 1763942400),
    claude("claude-opus-4-1", 200000, 32000, 1754352000),
    claude("claude-opus-4", 200000, 32000, 1747872000),
    claude("claude-sonnet-5-5", 1000000, 128000, 0),
    claude("claude-sonnet-5", 1000000, 128000, 1782777600),
    claude("claude-sonnet-4-6", 1000000, 64000, 1771286400),
    claude("claude-sonnet-4-5", 200000, 64000, 1759104000),
    claude("claude-sonnet-4", 200000, 64000, 1747872000),
    claude("claude-haiku-5-5", 1000000, 128000, 1791331200),
    claude("claude-haiku-4-5", 200000, 64000, 1760486400),
    claude("claude-3-7-sonnet", 200000, 64000, 1740355200),
    claude("claude-3-5-sonnet", 200000, 8192, 1729555200),
    claude("claude-3-5-haiku", 200000, 8192, 1729555200),
    claude("claude-3-opus", 200000, 4096, 1709164800),
    claude("claude-3-haiku", 200000, 4096, 1709769600),
};

constexpr ModelFacts kUnknown{"",   1048576, 131072, 1715367049, ModelKind::any,
                              1536, true,    false,  true,       AudioUse::possible};

}  // namespace

std::string names_of_models(ModelKind kind) {
  std::string names;
  std::string last;
  std::size_t count = 0;
  for (const auto& model : kModels) {
    if (model.kind != kind) continue;
    if (!last.empty()) names += (count++ > 0 ? ", " : "") + last;
    last = "'" + std::string(model.name) + "'";
  }
  return count == 0 ? last : names + (count > 1 ? ", and " : " and ") + last;
}

std::span<const ModelFacts> model_catalogue() { return kModels; }

const ModelFacts& facts_of_model(std::string_view name) {
  const ModelFacts* best = &kUnknown;
  for (const auto& model : kModels) {
    if (name.starts_with(model.name) && model.name.size() > best->name.size()) best = &model;
  }
  return *best;
}

}  // namespace oaisim
