#include "simulator/protocols/completions_reply.h"

#include "common/text/json_writer.h"
#include "common/text/models.h"
#include "common/text/utf8_length.h"
#include "simulator/protocols/logprobs.h"
#include "simulator/protocols/reply_parts.h"

namespace oaisim {

// The four lists of a choice's "logprobs", each without its brackets.
struct CompletionsReplyEncoder::Logprobs {
  std::string tokens, token_logprobs, top_logprobs, text_offset;
  std::size_t offset = 0;  // in characters, of the next token

  void add(std::string_view token, const std::vector<TokenChance>* chances, int top) {
    for (std::string* list : {&tokens, &token_logprobs, &top_logprobs, &text_offset}) {
      if (!list->empty()) *list += ',';
    }
    tokens += '"';
    append_token_text(token, tokens);
    tokens += '"';
    append_integer(text_offset, offset);
    offset += utf8_length(token);
    if (chances == nullptr) {  // the first token of an echoed prompt follows nothing
      token_logprobs += "null";
      top_logprobs += "null";
      return;
    }
    append_logprob(chances->front().logprob, token_logprobs);
    top_logprobs += '{';
    for (int i = 0; i < top; ++i) {
      const TokenChance& chance = (*chances)[static_cast<std::size_t>(i)];
      top_logprobs += i == 0 ? "\"" : ",\"";
      append_token_text(chance.text, top_logprobs);
      top_logprobs += "\":";
      append_logprob(chance.logprob, top_logprobs);
    }
    top_logprobs += '}';
  }

  void append(std::string& out) const {
    out += "{\"tokens\":[" + tokens + "],\"token_logprobs\":[" + token_logprobs + "],\"top_logprobs\":[" +
           top_logprobs + "],\"text_offset\":[" + text_offset + "]}";
  }
};

CompletionsReplyEncoder::CompletionsReplyEncoder(const DecodedRequest& request, ReplyFacts facts,
                                                 const Generation& generation)
    : facts_(std::move(facts)),
      generation_(generation),
      choices_per_prompt_(static_cast<std::size_t>(request.n)),
      best_of_(request.best_of),
      include_usage_(request.include_usage),
      top_logprobs_(request.top_logprobs),
      written_(generation.choices.size()) {
  if (!request.echo) return;
  echoed_ = request.inputs;
}

std::string_view CompletionsReplyEncoder::prompt_of(std::size_t choice) const {
  return echoed_.empty() ? std::string_view() : echoed_[choice / choices_per_prompt_].text;
}

CompletionsReplyEncoder::Logprobs CompletionsReplyEncoder::logprobs_of_prompt(std::size_t choice) const {
  Logprobs logprobs;
  if (echoed_.empty()) return logprobs;
  const PromptInput& prompt = echoed_[choice / choices_per_prompt_];
  const Tokenizer& tokenizer = Tokenizer::of(encoding_of_model(facts_.model));
  const auto tokens = prompt.tokens.empty() ? tokenizer.encode(prompt.text) : prompt.tokens;
  std::vector<TokenChance> chances;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const std::string_view token = tokenizer.bytes_of(tokens[i]);
    token_chances({~generation_.seed, choice, i}, token, *top_logprobs_, chances);
    logprobs.add(token, i == 0 ? nullptr : &chances, *top_logprobs_);
  }
  return logprobs;
}

void CompletionsReplyEncoder::add_logprob(std::size_t choice, std::size_t index, Logprobs& logprobs) const {
  std::vector<TokenChance> chances;
  const std::string_view token = generation_.choices[choice].token(index);
  token_chances({generation_.seed, choice, index}, token, *top_logprobs_, chances);
  logprobs.add(token, &chances, *top_logprobs_);
}

void CompletionsReplyEncoder::append_head(std::string& out) const {
  append_reply_head(facts_, "text_completion", out);
  if (azure()) {
    out += ',';
    out += passed_prompt_filters();
  }
  out += ",\"choices\":[";
}

void CompletionsReplyEncoder::append_choice(std::size_t choice, std::string_view text, std::string_view finish,
                                            const Logprobs* logprobs, std::string& out) const {
  out += "{\"text\":\"";
  append_escaped(out, text);
  out += "\",\"index\":";
  append_integer(out, choice);
  out += ",\"logprobs\":";
  if (logprobs == nullptr) {
    out += "null";
  } else {
    logprobs->append(out);
  }
  out += ",\"finish_reason\":";
  append_string_or_null(out, finish);
  if (azure()) append_filter_results(finish.empty() ? Harms() : generation_.choices[choice].filtered, out);
  out += '}';
}

void CompletionsReplyEncoder::append_usage(std::string& out) const {
  // Completions that best_of was chosen from count too: as many tokens as the chosen have on average.
  const auto n = static_cast<TokenCount>(choices_per_prompt_);
  const TokenCount completion = generation_.total_tokens() * best_of_ / n;
  append_usage_head(facts_.prompt_tokens, completion, out);
  out += '}';
}

void CompletionsReplyEncoder::whole(std::string& out) {
  append_head(out);
  for (std::size_t i = 0; i < generation_.choices.size(); ++i) {
    if (i > 0) out += ',';
    const Choice& choice = generation_.choices[i];
    Logprobs logprobs;
    if (top_logprobs_) {
      logprobs = logprobs_of_prompt(i);
      for (std::size_t k = 0; k < choice.token_count(); ++k) add_logprob(i, k, logprobs);
    }
    const std::string text = std::string(prompt_of(i)) + choice.text;
    append_choice(i, text, finish_text(choice.finish_reason), top_logprobs_ ? &logprobs : nullptr, out);
  }
  out += "],";
  append_usage(out);
  out += '}';
}

void CompletionsReplyEncoder::append_chunk(std::size_t choice, std::string_view text, std::string_view finish,
                                           const Logprobs* logprobs, std::string& events) const {
  events += "data: ";
  append_head(events);
  append_choice(choice, text, finish, logprobs, events);
  events += include_usage_ ? "],\"usage\":null}\n\n" : "]}\n\n";
}

void CompletionsReplyEncoder::open_stream(std::string& events) {
  for (std::size_t i = 0; i < generation_.choices.size() && !echoed_.empty(); ++i) {
    const Logprobs logprobs = top_logprobs_ ? logprobs_of_prompt(i) : Logprobs();
    append_chunk(i, prompt_of(i), "", top_logprobs_ ? &logprobs : nullptr, events);
    written_[i] = utf8_length(prompt_of(i));
  }
}

void CompletionsReplyEncoder::token(std::size_t choice, std::size_t index, std::string& events) {
  Logprobs logprobs;
  const std::string_view text = generation_.choices[choice].token(index);
  if (top_logprobs_) {
    logprobs.offset = written_[choice];
    add_logprob(choice, index, logprobs);
    written_[choice] = logprobs.offset;
  }
  append_chunk(choice, text, "", top_logprobs_ ? &logprobs : nullptr, events);
}

void CompletionsReplyEncoder::finish_choice(std::size_t choice, std::string& events) {
  append_chunk(choice, "", finish_text(generation_.choices[choice].finish_reason), nullptr, events);
}

void CompletionsReplyEncoder::close_stream(std::string& events) {
  if (include_usage_) {
    events += "data: ";
    append_head(events);
    events += "],";
    append_usage(events);
    events += "}\n\n";
  }
  events += "data: [DONE]\n\n";
}

}  // namespace oaisim
