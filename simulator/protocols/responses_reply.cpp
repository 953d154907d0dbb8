#include "simulator/protocols/responses_reply.h"

#include <algorithm>

#include "common/text/chat_tokens.h"
#include "common/text/json_writer.h"
#include "common/text/models.h"
#include "simulator/generation/lorem.h"
#include "simulator/protocols/logprobs.h"
#include "simulator/protocols/model_catalogue.h"
#include "simulator/protocols/reply_parts.h"

namespace oaisim {
namespace {

constexpr std::uint64_t kSummarySeed = 0x73756d6dULL;
constexpr std::uint64_t kEncryptedSeed = 0x656e6372ULL;

std::string random_text(std::size_t size, Random random) {
  static constexpr char kAlphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";
  std::string text;
  for (std::size_t i = 0; i < size; ++i) text += kAlphabet[random.below(64)];
  return text;
}

std::string usage_of(TokenCount input, TokenCount output, TokenCount reasoning) {
  std::string usage = "{\"input_tokens\":";
  append_integer(usage, input);
  usage += R"(,"input_tokens_details":{"cached_tokens":0,"cache_write_tokens":0},"output_tokens":)";
  append_integer(usage, output);
  usage += ",\"output_tokens_details\":{\"reasoning_tokens\":";
  append_integer(usage, reasoning);
  usage += "},\"total_tokens\":";
  append_integer(usage, input + output);
  return usage + "}";
}

// What the response repeats of the request, and of its model.
std::string parameters_of(const DecodedRequest& request, const ReplyFacts& facts) {
  const bool reasons = facts_of_model(facts.model).reasons;
  std::string out = ",\"model\":";
  append_string(out, facts.model);
  out += request.responses->parameters;
  out += ",\"reasoning\":{\"effort\":";
  append_string_or_null(out, request.reasoning_effort.value_or(reasons ? "medium" : ""));
  out += ",\"summary\":";
  append_string_or_null(out, request.responses->reasoning_summary);
  out += "},\"service_tier\":";
  append_string(out, request.service_tier);
  return out;
}

}  // namespace

ResponsesReplyEncoder::ResponsesReplyEncoder(const DecodedRequest& request, ReplyFacts facts,
                                             const Generation& generation, ResponseStore& store, const Clock& clock)
    : facts_(std::move(facts)),
      generation_(generation),
      store_(store),
      clock_(clock),
      call_(request.responses),
      top_logprobs_(request.top_logprobs),
      tool_tokens_(request.tool_tokens),
      instruction_tokens_(request.instruction_tokens) {
  record_.id = facts_.id;
  record_.created_at = facts_.created;
  record_.parameters = parameters_of(request, facts_);
  if (choice().finish_reason == FinishReason::length) record_.incomplete_reason = "max_output_tokens";
  if (choice().finish_reason == FinishReason::content_filter) record_.incomplete_reason = "content_filter";
  record_.timeline = facts_.timeline;
  const std::size_t reasoning = choice().reasoning_tokens;
  record_.usage = usage_of(facts_.prompt_tokens, generation.total_tokens(), static_cast<TokenCount>(reasoning));
  if (reasoning == 0) return;
  if (!call_->reasoning_summary.empty()) {
    const std::size_t length = call_->reasoning_summary == "detailed" ? 64 : 24;
    summary_ = lorem_text(encoding_of_model(facts_.model), static_cast<TokenCount>(std::min(length, reasoning)),
                          Random(generation.seed ^ kSummarySeed, 0));
  }
  if (call_->encrypted_reasoning) {
    encrypted_ = "gAAAAA" + random_text(std::min<std::size_t>(160 + 4 * reasoning, 8192),
                                        Random(generation.seed ^ kEncryptedSeed, 0));
  }
}

// --- items -------------------------------------------------------------------------------------------------------

void ResponsesReplyEncoder::append_reasoning(bool done, std::string& out) const {
  out += "{\"id\":\"" + id_of("rs") + "\",\"type\":\"reasoning\"";
  if (!encrypted_.empty()) out += ",\"encrypted_content\":\"" + (done ? encrypted_ : std::string()) + "\"";
  out += ",\"summary\":[";
  if (done && !summary_.text.empty()) {
    out += "{\"type\":\"summary_text\",\"text\":";
    append_string(out, summary_.text);
    out += '}';
  }
  out += "]}";
}

void ResponsesReplyEncoder::append_logprobs(std::size_t begin, std::size_t end, std::string& out) const {
  out += '[';
  for (std::size_t k = begin; top_logprobs_ && k < end; ++k) {
    if (k > begin) out += ',';
    append_chat_logprob({generation_.seed, 0, k}, choice().token(k), *top_logprobs_, out);
  }
  out += ']';
}

void ResponsesReplyEncoder::append_text_part(bool done, std::string& out) const {
  out += R"({"type":"output_text","annotations":[],"logprobs":)";
  append_logprobs(0, done ? choice().token_count() : 0, out);
  out += ",\"text\":";
  append_string(out, done ? std::string_view(choice().text) : std::string_view());
  out += '}';
}

void ResponsesReplyEncoder::append_message(bool done, std::string& out) const {
  out += "{\"id\":\"" + id_of("msg") + "\",\"type\":\"message\",\"status\":\"";
  out += done ? item_status(choice().calls.empty()) : "in_progress";
  out += "\",\"role\":\"assistant\",\"content\":[";
  if (done) append_text_part(true, out);
  out += "]}";
}

std::string ResponsesReplyEncoder::id_of_call(std::size_t call) const {
  return call_id("call_", 24, record_.id, generation_, 0, call);
}

void ResponsesReplyEncoder::append_call(std::size_t call, bool done, std::string& out) const {
  const ToolCall& called = choice().calls[call];
  out += "{\"id\":\"" + id_of(called.custom ? "ctc" : "fc") + "\",\"type\":\"";
  out += called.custom ? "custom_tool_call" : "function_call";
  out += "\",\"status\":\"";
  out += done ? item_status(call + 1 == choice().calls.size()) : "in_progress";
  out += "\",\"call_id\":\"" + id_of_call(call) + "\",\"name\":";
  append_string(out, called.name);
  out += called.custom ? ",\"input\":" : ",\"arguments\":";
  append_string(out, done ? std::string_view(called.arguments.text) : std::string_view());
  out += '}';
}

void ResponsesReplyEncoder::complete() {
  const bool has_message = choice().token_count() > 0 || (choice().calls.empty() && !record_.is_incomplete());
  output_index_ = 0;
  if (choice().reasoning_tokens > 0) {
    append_reasoning(true, record_.output.emplace_back());
    ++output_index_;
  }
  if (has_message) {
    append_message(true, record_.output.emplace_back());
    ++output_index_;
  }
  for (std::size_t i = 0; i < choice().calls.size(); ++i) {
    append_call(i, true, record_.output.emplace_back());
    record_.open_calls.push_back(id_of_call(i));
    ++output_index_;
  }
  record_.completed_at = clock_.unix_seconds();
  if (record_.timeline != nullptr) {
    const TimePoint due = record_.timeline->due;
    const Duration real = clock_.real_time_of(due) - clock_.real_time_of(due - record_.timeline->duration);
    record_.completed_at = record_.created_at + static_cast<std::int64_t>(to_seconds(real));
  }
}

void ResponsesReplyEncoder::whole(std::string& out) {
  complete();
  append_response(record_, record_.timeline != nullptr ? "queued" : status_at_end(), out);
}

void ResponsesReplyEncoder::keep() {
  if (!call_->store) return;
  for (std::size_t i = 0; i < call_->input.size(); ++i) {
    record_.input.push_back(stored_item(call_->input[i], record_.id, i));
  }
  const Tokenizer& tokenizer = Tokenizer::of(encoding_of_model(facts_.model));
  const ChatTokenRules rules = chat_token_rules(facts_.model);
  // Tools and instructions are not carried over to the next turn.
  TokenCount left_out = tool_tokens_ + rules.reply_priming;
  if (instruction_tokens_ > 0) {
    left_out += instruction_tokens_ + rules.per_message + static_cast<TokenCount>(tokenizer.count("developer"));
  }
  const TokenCount shown = generation_.total_tokens() - static_cast<TokenCount>(choice().reasoning_tokens);
  record_.context_tokens = std::max<TokenCount>(facts_.prompt_tokens - left_out, 0) + shown + rules.per_message +
                           static_cast<TokenCount>(tokenizer.count("assistant"));
  const std::size_t bytes = record_.bytes();
  store_.put(facts_.id, std::make_shared<const ResponseRecord>(std::move(record_)), bytes);
}

// --- events ------------------------------------------------------------------------------------------------------

void ResponsesReplyEncoder::begin_event(std::string_view type, std::string& events) {
  events += "event: ";
  events += type;
  events += "\ndata: {\"type\":\"";
  events += type;
  events += "\",\"sequence_number\":";
  append_integer(events, sequence_++);
}

void ResponsesReplyEncoder::begin_item_event(std::string_view type, std::string_view prefix, std::string& events) {
  begin_event(type, events);
  events += ",\"item_id\":\"" + id_of(prefix) + "\",\"output_index\":";
  append_integer(events, output_index_);
}

void ResponsesReplyEncoder::response_event(std::string_view type, std::string_view status, std::string& events) {
  begin_event(type, events);
  events += ",\"response\":";
  append_response(record_, status, events);
  events += "}\n\n";
}

void ResponsesReplyEncoder::item_event(std::string_view type, bool done, std::string& events) {
  begin_event(type, events);
  events += ",\"output_index\":";
  append_integer(events, output_index_);
  events += ",\"item\":";
  if (item_ == Item::reasoning) append_reasoning(done, events);
  if (item_ == Item::message) append_message(done, events);
  if (item_ == Item::call) append_call(open_call_, done, events);
  events += "}\n\n";
}

void ResponsesReplyEncoder::part_event(std::string_view type, bool done, std::string& events) {
  begin_item_event(type, "msg", events);
  events += ",\"content_index\":0,\"part\":";
  append_text_part(done, events);
  events += "}\n\n";
}

void ResponsesReplyEncoder::summary_event(std::string_view type, std::string_view member, std::string_view text,
                                          std::string& events) {
  begin_item_event(type, "rs", events);
  events += ",\"summary_index\":0,\"";
  events += member;
  events += member == "part" ? "\":{\"type\":\"summary_text\",\"text\":" : "\":";
  append_string(events, text);
  events += member == "part" ? "}}\n\n" : "}\n\n";
}

void ResponsesReplyEncoder::call_event(std::string_view step, std::string_view member, std::string_view text,
                                       std::string& events) {
  const ToolCall& called = choice().calls[open_call_];
  std::string type = called.custom ? "response.custom_tool_call_input." : "response.function_call_arguments.";
  begin_item_event(type.append(step), called.custom ? "ctc" : "fc", events);
  if (step == "done" && !called.custom) {
    events += ",\"name\":";
    append_string(events, called.name);
  }
  events += ",\"";
  events += member;
  events += "\":";
  append_string(events, text);
  events += "}\n\n";
}

void ResponsesReplyEncoder::open_stream(std::string& events) {
  const bool queued = record_.timeline != nullptr;
  response_event("response.created", queued ? "queued" : "in_progress", events);
  if (queued) response_event("response.queued", "queued", events);
  response_event("response.in_progress", "in_progress", events);
  if (choice().reasoning_tokens > 0) enter(Item::reasoning, 0, events);
}

void ResponsesReplyEncoder::enter(Item item, std::size_t call, std::string& events) {
  if (item_ == item && open_call_ == call) return;
  leave(events);
  item_ = item;
  open_call_ = call;
  item_event("response.output_item.added", false, events);
  if (item == Item::message) part_event("response.content_part.added", false, events);
  if (item == Item::reasoning && !summary_.text.empty()) {
    summary_event("response.reasoning_summary_part.added", "part", "", events);
  }
}

void ResponsesReplyEncoder::leave(std::string& events) {
  if (item_ == Item::none) return;
  if (item_ == Item::reasoning && !summary_.text.empty()) {
    summary_event("response.reasoning_summary_text.done", "text", summary_.text, events);
    summary_event("response.reasoning_summary_part.done", "part", summary_.text, events);
  } else if (item_ == Item::message) {
    begin_item_event("response.output_text.done", "msg", events);
    events += ",\"content_index\":0,\"text\":";
    append_string(events, choice().text);
    events += ",\"logprobs\":";
    append_logprobs(0, choice().token_count(), events);
    events += "}\n\n";
    part_event("response.content_part.done", true, events);
  } else if (item_ == Item::call) {
    const ToolCall& called = choice().calls[open_call_];
    call_event("done", called.custom ? "input" : "arguments", called.arguments.text, events);
  }
  item_event("response.output_item.done", true, events);
  item_ = Item::none;
  ++output_index_;
}

// The summary grows as the thoughts do.
void ResponsesReplyEncoder::reasoning_token(std::size_t index, std::string& events) {
  const std::size_t due = (index + 1) * summary_.token_count() / choice().reasoning_tokens;
  for (; summarised_ < due; ++summarised_) {
    summary_event("response.reasoning_summary_text.delta", "delta", summary_.piece(summarised_), events);
  }
}

void ResponsesReplyEncoder::text_token(std::size_t index, std::string_view text, std::string& events) {
  enter(Item::message, 0, events);
  begin_item_event("response.output_text.delta", "msg", events);
  events += ",\"content_index\":0,\"delta\":";
  append_string(events, text);
  events += ",\"logprobs\":";
  append_logprobs(index, index + 1, events);
  events += "}\n\n";
}

void ResponsesReplyEncoder::token(std::size_t /*choice*/, std::size_t index, std::string& events) {
  const TokenStep step = choice().step(index);
  switch (step.kind) {
    case TokenStep::Kind::reasoning:
      return reasoning_token(index, events);
    case TokenStep::Kind::text:
      return text_token(index - choice().reasoning_tokens, step.text, events);
    case TokenStep::Kind::call:
      return enter(Item::call, step.call, events);
    case TokenStep::Kind::call_name:
      return;
    case TokenStep::Kind::call_arguments:
      return call_event("delta", "delta", step.text, events);
  }
}

void ResponsesReplyEncoder::finish_choice(std::size_t /*choice*/, std::string& events) {
  const bool is_empty = choice().token_count() == 0 && choice().calls.empty();
  if (is_empty && !record_.is_incomplete()) enter(Item::message, 0, events);
  leave(events);
}

void ResponsesReplyEncoder::close_stream(std::string& events) {
  complete();
  response_event(record_.is_incomplete() ? "response.incomplete" : "response.completed", status_at_end(), events);
}

}  // namespace oaisim
