#include "simulator/protocols/chat_reply.h"

#include <span>

#include "common/base/base64.h"
#include "common/text/json_writer.h"
#include "simulator/protocols/logprobs.h"
#include "simulator/protocols/reply_parts.h"

namespace oaisim {
namespace {

// {"name":"…","arguments":"…"}, or "input" of a custom tool.
void append_called(const ToolCall& call, std::string_view arguments, std::string& out) {
  out += "{\"name\":";
  append_string(out, call.name);
  out += call.custom ? ",\"input\":" : ",\"arguments\":";
  append_string(out, arguments);
  out += '}';
}

std::string_view type_of(const ToolCall& call) { return call.custom ? "custom" : "function"; }

}  // namespace

ChatReplyEncoder::ChatReplyEncoder(const DecodedRequest& request, ReplyFacts facts, const Generation& generation,
                                   CompletionStore& store)
    : facts_(std::move(facts)),
      generation_(generation),
      store_(store),
      is_stored_(request.store),
      messages_(request.stored_messages),
      include_usage_(request.include_usage),
      legacy_functions_(request.legacy_functions),
      spoken_(request.spoken.has_value()),
      audio_tokens_(request.audio_tokens),
      top_logprobs_(request.top_logprobs),
      service_tier_(request.service_tier),
      metadata_(request.metadata),
      fingerprint_(fingerprint_of(facts_.model)) {}

std::string ChatReplyEncoder::id_of_call(std::size_t choice, std::size_t call) const {
  return call_id("call_", 24, facts_.id, generation_, choice, call);
}

std::string ChatReplyEncoder::audio_id(std::size_t choice) const {
  return call_id("audio_", 32, facts_.id, generation_, choice, 0);
}

bool ChatReplyEncoder::is_spoken(std::size_t choice) const {
  return spoken_ && generation_.choices[choice].calls.empty();
}

// Until then a later request may refer to it.
std::int64_t ChatReplyEncoder::audio_expiry() const { return facts_.created + 3600; }

std::string_view ChatReplyEncoder::finish_of(const Choice& choice) const {
  if (choice.finish_reason == FinishReason::tool_calls && legacy_functions_) return "function_call";
  return finish_text(choice.finish_reason);
}

void ChatReplyEncoder::append_calls(std::size_t index, std::string& out) const {
  const auto& calls = generation_.choices[index].calls;
  if (legacy_functions_) {
    out += ",\"function_call\":";
    append_called(calls.front(), calls.front().arguments.text, out);
    return;
  }
  out += ",\"tool_calls\":[";
  for (std::size_t i = 0; i < calls.size(); ++i) {
    if (i > 0) out += ',';
    out += "{\"id\":\"" + id_of_call(index, i) + "\",\"type\":\"";
    out += type_of(calls[i]);
    out += "\",\"";
    out += type_of(calls[i]);
    out += "\":";
    append_called(calls[i], calls[i].arguments.text, out);
    out += '}';
  }
  out += ']';
}

void ChatReplyEncoder::append_message(std::size_t index, std::string& out) const {
  const Choice& choice = generation_.choices[index];
  out += "{\"role\":\"assistant\",\"content\":";
  if (is_spoken(index)) {
    out += "null,\"audio\":";
    append_audio(index, out);
  } else if (choice.calls.empty()) {
    append_string(out, choice.text);
  } else {
    append_string_or_null(out, choice.text);
    append_calls(index, out);
  }
  out += ",\"refusal\":null,\"annotations\":[]}";
}

void ChatReplyEncoder::append_audio(std::size_t index, std::string& out) const {
  const Choice& choice = generation_.choices[index];
  out += "{\"id\":\"" + audio_id(index) + "\",\"data\":\"";
  append_base64(std::as_bytes(std::span(choice.speech)), out);
  out += "\",\"expires_at\":";
  append_integer(out, audio_expiry());
  out += ",\"transcript\":";
  append_string(out, choice.text);
  out += '}';
}

void ChatReplyEncoder::append_logprobs(std::size_t index, std::string& out) const {
  const Choice& choice = generation_.choices[index];
  out += "{\"content\":[";
  for (std::size_t k = 0; k < choice.token_count(); ++k) {
    if (k > 0) out += ',';
    append_chat_logprob({generation_.seed, index, k}, choice.token(k), *top_logprobs_, out);
  }
  out += "],\"refusal\":null}";
}

void ChatReplyEncoder::append_choice(std::size_t index, std::string& out) const {
  out += "{\"index\":";
  append_integer(out, index);
  out += ",\"message\":";
  append_message(index, out);
  out += ",\"logprobs\":";
  if (top_logprobs_ && generation_.choices[index].token_count() > 0) {
    append_logprobs(index, out);
  } else {
    out += "null";
  }
  out += ",\"finish_reason\":\"";
  out += finish_of(generation_.choices[index]);
  out += '"';
  if (azure()) append_filter_results(generation_.choices[index].filtered, out);
  out += '}';
}

void ChatReplyEncoder::append_usage(std::string& out) const {
  std::size_t reasoning = 0;
  std::size_t accepted = 0;
  std::size_t rejected = 0;
  std::size_t audio = 0;
  for (const auto& choice : generation_.choices) {
    reasoning += choice.reasoning_tokens;
    accepted += choice.accepted_tokens;
    rejected += choice.rejected_tokens;
    audio += choice.audio_tokens;
  }
  append_usage_head(facts_.prompt_tokens, generation_.total_tokens(), out);
  out += R"(,"prompt_tokens_details":{"cached_tokens":0,"audio_tokens":)";
  append_integer(out, audio_tokens_);
  out += R"(},"completion_tokens_details":{"reasoning_tokens":)";
  append_integer(out, reasoning);
  out += R"(,"audio_tokens":)";
  append_integer(out, audio);
  out += R"(,"accepted_prediction_tokens":)";
  append_integer(out, accepted);
  out += R"(,"rejected_prediction_tokens":)";
  append_integer(out, rejected);
  out += "}}";
}

void ChatReplyEncoder::append_completion(std::string& out) const {
  std::size_t size = 1024;
  for (const auto& choice : generation_.choices) size += choice.text.size() + 512;
  out.reserve(out.size() + size);
  append_reply_head(facts_, "chat.completion", out);
  out += ",\"choices\":[";
  for (std::size_t i = 0; i < generation_.choices.size(); ++i) {
    if (i > 0) out += ',';
    append_choice(i, out);
  }
  out += "],";
  append_usage(out);
  if (azure()) {
    out += ',';
    out += passed_prompt_filters();
  }
  out += ",\"service_tier\":\"";
  out += service_tier_;
  out += "\",\"system_fingerprint\":\"";
  out += fingerprint_;
  out += '"';
}

void ChatReplyEncoder::whole(std::string& out) {
  append_completion(out);
  if (!metadata_.empty()) {
    out += ",\"metadata\":";
    out += metadata_;
  }
  out += '}';
}

void ChatReplyEncoder::keep() {
  if (!is_stored_) return;
  auto stored = std::make_shared<StoredCompletion>();
  stored->id = facts_.id;
  stored->model = facts_.model;
  append_completion(stored->reply);
  if (!metadata_.empty()) stored->metadata = metadata_;
  stored->messages = std::move(messages_);
  store_.put(facts_.id, stored, stored->bytes());
}

void ChatReplyEncoder::begin_choice(std::size_t choice, std::string& events) const {
  events += chunk_head_;
  events += "{\"index\":";
  append_integer(events, choice);
}

void ChatReplyEncoder::end_chunk(std::string& events) const {
  events += include_usage_ ? "],\"usage\":null}\n\n" : "]}\n\n";
}

void ChatReplyEncoder::open_stream(std::string& events) {
  chunk_head_ = "data: ";
  append_reply_head(facts_, "chat.completion.chunk", chunk_head_);
  chunk_head_ +=
      ",\"service_tier\":\"" + service_tier_ + "\",\"system_fingerprint\":\"" + fingerprint_ + "\",\"choices\":[";

  choice_tail_ = ",\"finish_reason\":null";
  if (azure()) append_filter_results({}, choice_tail_);
  choice_tail_ += '}';
  end_chunk(choice_tail_);

  if (azure()) {
    events += chunk_head_;
    events += "],";
    events += passed_prompt_filters();
    events += include_usage_ ? ",\"usage\":null}\n\n" : "}\n\n";
  }
  for (std::size_t i = 0; i < generation_.choices.size(); ++i) {
    const Choice& choice = generation_.choices[i];
    const bool has_text = choice.calls.empty() || choice.token_count() > 0;
    begin_choice(i, events);
    events += ",\"delta\":{\"role\":\"assistant\"";
    if (!is_spoken(i)) events += has_text ? ",\"content\":\"\"" : ",\"content\":null";
    events += ",\"refusal\":null},\"logprobs\":null,\"finish_reason\":null";
    if (azure()) events += ",\"content_filter_results\":{}";
    events += '}';
    end_chunk(events);
  }
}

// The text of a token and its share of the speech, each in a chunk of its own.
void ChatReplyEncoder::append_audio_deltas(std::size_t choice, std::size_t place, std::string_view text,
                                           std::string& events) const {
  const auto append_delta = [&](const auto& append_value) {
    begin_choice(choice, events);
    append_value();
    events += "},\"logprobs\":null";
    events += choice_tail_;
  };
  if (place == 0 || !text.empty()) {
    append_delta([&] {
      events += ",\"delta\":{";
      events += place == 0 ? "\"content\":null,\"audio\":{\"id\":\"" + audio_id(choice) + "\"," : "\"audio\":{";
      events += "\"transcript\":\"";
      append_escaped(events, text);
      events += "\"}";
    });
  }
  constexpr std::size_t kSampleBytes = 2;
  const Choice& spoken = generation_.choices[choice];
  const std::size_t samples = spoken.speech.size() / kSampleBytes;
  const std::size_t begin = samples * place / spoken.token_count() * kSampleBytes;
  const std::size_t end = samples * (place + 1) / spoken.token_count() * kSampleBytes;
  append_delta([&] {
    events += ",\"delta\":{\"audio\":{\"data\":\"";
    append_base64(std::as_bytes(std::span(spoken.speech).subspan(begin, end - begin)), events);
    events += "\"}";
  });
}

void ChatReplyEncoder::append_call_delta(std::size_t choice, const TokenStep& step, std::string& events) const {
  const ToolCall& call = generation_.choices[choice].calls[step.call];
  const bool begins = step.kind == TokenStep::Kind::call;
  if (legacy_functions_) {
    events += "{\"function_call\":";
  } else {
    events += "{\"tool_calls\":[{\"index\":";
    append_integer(events, step.call);
    if (begins) {
      events += ",\"id\":\"" + id_of_call(choice, step.call) + "\",\"type\":\"";
      events += type_of(call);
      events += '"';
    }
    events += ",\"";
    events += type_of(call);
    events += "\":";
  }
  if (begins) {
    append_called(call, "", events);
  } else {
    events += call.custom ? "{\"input\":" : "{\"arguments\":";
    append_string(events, step.text);
    events += '}';
  }
  events += legacy_functions_ ? "}" : "}]}";
}

void ChatReplyEncoder::token(std::size_t choice, std::size_t index, std::string& events) {
  const TokenStep step = generation_.choices[choice].step(index);
  if (step.kind == TokenStep::Kind::reasoning || step.kind == TokenStep::Kind::call_name) return;
  const bool is_text = step.kind == TokenStep::Kind::text;
  const std::size_t place = index - generation_.choices[choice].reasoning_tokens;
  if (is_text && is_spoken(choice)) return append_audio_deltas(choice, place, step.text, events);
  // A token that completes no character comes with the one that does; its probability is reported all the same.
  const bool is_silent = step.text.empty() && !(is_text && top_logprobs_);
  if (is_silent && step.kind != TokenStep::Kind::call) return;
  begin_choice(choice, events);
  events += ",\"delta\":";
  if (!is_text) {
    append_call_delta(choice, step, events);
    events += ",\"logprobs\":null";
  } else {
    events += "{\"content\":\"";
    append_escaped(events, step.text);
    events += "\"},\"logprobs\":";
    if (top_logprobs_) {
      events += "{\"content\":[";
      append_chat_logprob({generation_.seed, choice, place}, generation_.choices[choice].token(place), *top_logprobs_,
                          events);
      events += "],\"refusal\":null}";
    } else {
      events += "null";
    }
  }
  events += choice_tail_;
}

void ChatReplyEncoder::finish_choice(std::size_t choice, std::string& events) {
  if (is_spoken(choice)) {
    begin_choice(choice, events);
    events += ",\"delta\":{\"audio\":{\"expires_at\":";
    append_integer(events, audio_expiry());
    events += "}},\"logprobs\":null";
    events += choice_tail_;
  }
  begin_choice(choice, events);
  events += ",\"delta\":{},\"logprobs\":null,\"finish_reason\":\"";
  events += finish_of(generation_.choices[choice]);
  events += '"';
  if (generation_.choices[choice].filtered.any()) {
    append_filter_results(generation_.choices[choice].filtered, events);
  } else if (azure()) {
    events += ",\"content_filter_results\":{}";
  }
  events += '}';
  end_chunk(events);
}

void ChatReplyEncoder::close_stream(std::string& events) {
  if (include_usage_) {
    events += chunk_head_;
    events += "],";
    append_usage(events);
    events += "}\n\n";
  }
  events += "data: [DONE]\n\n";
}

}  // namespace oaisim
