// The wordings, as users of the services report them:
//   azure   https://github.com/alex-wolf-ps/dbchatprov2/issues/2 (tokens),
//           https://github.com/langchain-ai/langchain/issues/12986 (calls),
//           https://github.com/vanderschaarlab/climb/issues/1 (86400 seconds for more than the whole limit)
//   openai  https://github.com/semanser/codel/issues/72 (tokens),
//           https://github.com/onlybooks/llm/issues/6 (requests),
//           https://github.com/Aider-AI/aider/issues/1880 (too large)
//   anthropic   https://github.com/stagewise-io/stagewise/issues/927
#include "simulator/limits/limit_messages.h"

#include "simulator/limits/limit_headers.h"

namespace oaisim {
namespace {

std::string azure_message(const LimitDecision& decision, const LimitMessageContext& context) {
  const std::int64_t seconds = retry_after_seconds(decision.retry_after);
  std::string text = "Requests to the ";
  text.append(context.operation).append(" Operation under Azure OpenAI API version ").append(context.api_version);
  text.append(" have exceeded ").append(decision.reason == LimitReason::tokens ? "token" : "call");
  text.append(" rate limit of your current OpenAI S0 pricing tier. Please retry after ");
  text.append(std::to_string(seconds)).append(seconds == 1 ? " second" : " seconds");
  text.append(". Please go here: https://aka.ms/oai/quotaincrease if you would like to further increase the default ");
  text.append("rate limit.");
  if (decision.never_fits) {
    text.append(" The request needs ").append(std::to_string(decision.tokens.requested));
    text.append(" tokens and the whole limit is ").append(std::to_string(decision.tokens.limit));
    text.append(" tokens per minute, so no wait will let it in.");
  }
  return text;
}

std::string openai_message(const LimitDecision& decision, const LimitMessageContext& context) {
  const LimitStatus& limit = decision.refused_by();
  std::string text = decision.never_fits ? "Request too large for " : "Rate limit reached for ";
  text.append(context.model).append(" in organization ").append(context.organization);
  text.append(decision.reason == LimitReason::tokens ? " on tokens per min (TPM): " : " on requests per min (RPM): ");
  text.append("Limit ").append(std::to_string(limit.limit));
  if (!decision.never_fits) text.append(", Used ").append(std::to_string(limit.used));
  text.append(", Requested ").append(std::to_string(limit.requested)).append(". ");
  if (decision.never_fits) {
    text.append("The input or output tokens must be reduced in order to run successfully.");
  } else {
    text.append("Please try again in ");
    append_go_duration(decision.retry_after, text);
    text.append(".");
  }
  return text.append(" Visit https://platform.openai.com/account/rate-limits to learn more.");
}

// 1234567 as 1,234,567.
std::string grouped(TokenCount number) {
  std::string digits = std::to_string(number);
  for (std::size_t i = digits.size(); i > 3;) digits.insert(i -= 3, ",");
  return digits;
}

std::string anthropic_message(const LimitDecision& decision, const LimitMessageContext& context) {
  std::string text = "This request would exceed your organization's rate limit of ";
  text.append(grouped(decision.refused_by().limit));
  text.append(decision.reason == LimitReason::tokens ? " tokens" : " requests").append(" per minute (org: ");
  text.append(context.organization).append(", model: ").append(context.model);
  text.append(
      "). For details, refer to: https://docs.claude.com/en/api/rate-limits. You can see the response headers ");
  text.append(
      "for current usage. Please reduce the prompt length or the maximum tokens requested, or try again later. ");
  text.append(
      "You may also contact sales at https://claude.com/contact-sales to discuss your options for a rate limit ");
  return text.append("increase.");
}

}  // namespace

std::string limit_message(const LimitDecision& decision, LimitProfile profile, const LimitMessageContext& context) {
  switch (profile) {
    case LimitProfile::azure:
      return azure_message(decision, context);
    case LimitProfile::anthropic:
      return anthropic_message(decision, context);
    case LimitProfile::openai:
      break;
  }
  return openai_message(decision, context);
}

}  // namespace oaisim
