#include "loadtest/client/conversation.h"

#include <algorithm>

#include "common/text/utf8.h"
#include "loadtest/datasets/synthetic_dataset.h"

namespace oaisim::loadtest {

void Conversation::begin(std::uint64_t number, const RequestSize& size) {
  number_ = number;
  turn_ = 0;
  turns_ = 1;
  if (size.prompt_tokens && source_.plan().target.api != Api::http) {
    prepared_ = false;
    sample_ = synthetic_sample(*size.prompt_tokens, source_.plan().dataset.seed, number);
    return;
  }
  prepared_ = !source_.prepared(number).empty();
  if (prepared_) return;
  sample_ = source_.sample(number);
  if (source_.plan().target.api != Api::http) turns_ = std::max<std::size_t>(1, sample_.turns.size());
}

std::string_view Conversation::next(const RequestSize& size) {
  ++turn_;
  const bool as_prepared = !size.max_tokens || source_.plan().target.api == Api::http;
  if (prepared_ && as_prepared) return source_.prepared(number_);
  if (prepared_) sample_ = source_.sample(number_);
  source_.write(sample_, std::min(turn_, sample_.turns.size()), size.max_tokens, body_, request_);
  return request_;
}

TokenCount Conversation::most_tokens(const RequestSize& size) const {
  return prepared_ ? source_.most_tokens(source_.sample(number_), 1, size.max_tokens)
                   : source_.most_tokens(sample_, turn_, size.max_tokens);
}

void Conversation::add_reply(std::string_view text) {
  sample_.turns[turn_ - 1].recorded_reply = text.substr(0, valid_utf8_prefix(text.substr(0, kMostReplyBytes)));
}

}  // namespace oaisim::loadtest
