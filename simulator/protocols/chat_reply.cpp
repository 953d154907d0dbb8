#include "simulator/protocols/chat_reply.h"

#include "simulator/protocols/json_writer.h"

namespace oaisim {
namespace {

constexpr std::string_view kPassedFilters =
    R"({"hate":{"filtered":false,"severity":"safe"},"self_harm":{"filtered":false,"severity":"safe"},)"
    R"("sexual":{"filtered":false,"severity":"safe"},"violence":{"filtered":false,"severity":"safe"}})";

constexpr std::string_view kPassedPromptFilters =
    R"("prompt_filter_results":[{"prompt_index":0,"content_filter_results":{)"
    R"("hate":{"filtered":false,"severity":"safe"},"jailbreak":{"filtered":false,"detected":false},)"
    R"("self_harm":{"filtered":false,"severity":"safe"},"sexual":{"filtered":false,"severity":"safe"},)"
    R"("violence":{"filtered":false,"severity":"safe"}}}])";

std::string_view finish_text(FinishReason reason) { return reason == FinishReason::length ? "length" : "stop"; }

// The same model has the same fingerprint: FNV-1a of its name.
std::string fingerprint_of(std::string_view model) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : model) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  static constexpr char kHex[] = "0123456789abcdef";
  std::string text = "fp_";
  for (int i = 0; i < 10; ++i) text += kHex[hash >> (4 * i) & 15];
  return text;
}

}  // namespace

ChatReplyEncoder::ChatReplyEncoder(const DecodedRequest& request, ReplyFacts facts)
    : facts_(std::move(facts)),
      choices_(static_cast<std::size_t>(request.n)),
      include_usage_(request.include_usage),
      service_tier_(request.service_tier),
      metadata_(request.metadata),
      fingerprint_(fingerprint_of(facts_.model)) {}

void ChatReplyEncoder::append_message(const Choice& choice, std::size_t index, std::string& out) const {
  out += "{\"index\":";
  append_integer(out, index);
  out += ",\"message\":{\"role\":\"assistant\",\"content\":";
  append_string(out, choice.text);
  out += ",\"refusal\":null,\"annotations\":[]},\"logprobs\":null,\"finish_reason\":\"";
  out += finish_text(choice.finish_reason);
  out += '"';
  if (azure()) {
    out += ",\"content_filter_results\":";
    out += kPassedFilters;
  }
  out += '}';
}

void ChatReplyEncoder::append_usage(const Generation& generation, std::string& out) const {
  const TokenCount completion = generation.total_tokens();
  out += "\"usage\":{\"prompt_tokens\":";
  append_integer(out, facts_.prompt_tokens);
  out += ",\"completion_tokens\":";
  append_integer(out, completion);
  out += ",\"total_tokens\":";
  append_integer(out, facts_.prompt_tokens + completion);
  out += R"(,"prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},"completion_tokens_details":{)"
         R"("reasoning_tokens":0,"audio_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}})";
}

void ChatReplyEncoder::whole(const Generation& generation, std::string& out) {
  std::size_t size = 1024;
  for (const auto& choice : generation.choices) size += choice.text.size() + 512;
  out.reserve(out.size() + size);
  out += "{\"id\":\"";
  out += facts_.id;
  out += "\",\"object\":\"chat.completion\",\"created\":";
  append_integer(out, facts_.created);
  out += ",\"model\":";
  append_string(out, facts_.model);
  out += ",\"choices\":[";
  for (std::size_t i = 0; i < generation.choices.size(); ++i) {
    if (i > 0) out += ',';
    append_message(generation.choices[i], i, out);
  }
  out += "],";
  append_usage(generation, out);
  if (!metadata_.empty()) {
    out += ",\"metadata\":";
    out += metadata_;
  }
  if (azure()) {
    out += ',';
    out += kPassedPromptFilters;
  }
  out += ",\"service_tier\":\"";
  out += service_tier_;
  out += "\",\"system_fingerprint\":\"";
  out += fingerprint_;
  out += "\"}";
}

void ChatReplyEncoder::begin_chunk(std::string& events) const { events += chunk_head_; }

void ChatReplyEncoder::begin_choice(std::size_t choice, std::string& events) const {
  events += chunk_head_;
  events += "{\"index\":";
  append_integer(events, choice);
}

void ChatReplyEncoder::end_chunk(std::string& events) const {
  events += include_usage_ ? "],\"usage\":null}\n\n" : "]}\n\n";
}

void ChatReplyEncoder::open_stream(std::string& events) {
  chunk_head_ = "data: {\"id\":\"" + facts_.id + "\",\"object\":\"chat.completion.chunk\",\"created\":";
  append_integer(chunk_head_, facts_.created);
  chunk_head_ += ",\"model\":";
  append_string(chunk_head_, facts_.model);
  chunk_head_ +=
      ",\"service_tier\":\"" + service_tier_ + "\",\"system_fingerprint\":\"" + fingerprint_ + "\",\"choices\":[";

  choice_tail_ = "\"},\"logprobs\":null,\"finish_reason\":null";
  if (azure()) choice_tail_.append(",\"content_filter_results\":").append(kPassedFilters);
  choice_tail_ += '}';
  end_chunk(choice_tail_);

  if (azure()) {
    begin_chunk(events);
    events += "],";
    events += kPassedPromptFilters;
    events += include_usage_ ? ",\"usage\":null}\n\n" : "}\n\n";
  }
  for (std::size_t i = 0; i < choices_; ++i) {
    begin_choice(i, events);
    events += ",\"delta\":{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null},\"logprobs\":null,";
    events += "\"finish_reason\":null";
    if (azure()) events += ",\"content_filter_results\":{}";
    events += '}';
    end_chunk(events);
  }
}

void ChatReplyEncoder::token(std::size_t choice, std::string_view text, std::string& events) {
  begin_choice(choice, events);
  events += ",\"delta\":{\"content\":\"";
  append_escaped(events, text);
  events += choice_tail_;
}

void ChatReplyEncoder::finish_choice(std::size_t choice, FinishReason reason, std::string& events) {
  begin_choice(choice, events);
  events += ",\"delta\":{},\"logprobs\":null,\"finish_reason\":\"";
  events += finish_text(reason);
  events += '"';
  if (azure()) events += ",\"content_filter_results\":{}";
  events += '}';
  end_chunk(events);
}

void ChatReplyEncoder::close_stream(const Generation& generation, std::string& events) {
  if (include_usage_) {
    begin_chunk(events);
    events += "],";
    append_usage(generation, events);
    events += "}\n\n";
  }
  events += "data: [DONE]\n\n";
}

}  // namespace oaisim
