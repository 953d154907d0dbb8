#include "loadtest/client/error_text.h"

#include "common/config/text_values.h"
#include "common/text/utf8.h"
#include "loadtest/results/error_sample.h"

namespace oaisim::loadtest {
namespace {

constexpr std::size_t kShownOfBody = 120;
constexpr std::size_t kShortestSecret = 4;  // shorter ones would blot out words

// One line of what a server sent, quoted; empty when it sent nothing.
std::string quoted(const ErrorSource& source, std::string_view sent) {
  const std::string text = without_secrets(std::string(sent), source.target);  // before a cut leaves half of one
  if (text.empty()) return {};
  return "'" + repair_utf8(text.substr(0, kShownOfBody)) + (text.size() > kShownOfBody ? "...'" : "'");
}

// What an error says, or else what it is.
std::string message_of(const ErrorSource& source, ReplyReader& reply) {
  const std::string message = reply.error_message();
  return message.empty() ? quoted(source, reply.body()) : without_secrets(message, source.target);
}

std::string connect_text(const ErrorSource& source, const ClientConnection& connection) {
  const std::string place = source.target.url.authority();
  if (source.error == WireError::timed_out) {
    return "no connection to " + place + " within " + format_duration(source.timeouts.connect) +
           " (--connect-timeout); is the address right, and does a firewall let it through?";
  }
  if (source.error == WireError::refused) {
    return "no connection to " + place + ": " + connection.problem() + "; is the server running, and is --url right?";
  }
  if (!connection.certificate_problem().empty()) {
    return "the certificate of " + place + " is not trusted: " + connection.certificate_problem() +
           "; --ca-file names certificates to trust, --tls-insecure trusts any";
  }
  const std::string problem = connection.problem();
  return "TLS with " + place + " failed: " + (problem.empty() ? "the server closed the connection" : problem) +
         "; does it speak TLS, or is its address http://?";
}

std::string_view status_advice(const ErrorSource& source) {
  constexpr std::string_view kNoKey = "; no key was sent: give one by --key, --key-env or --key-file";
  const bool no_key = source.target.key.empty();
  switch (source.record.status) {
    case 401:
      return no_key ? kNoKey : "; is the key right? It was sent, from --key, --key-env, --key-file or the environment";
    case 403:
      return no_key ? kNoKey : "; may the key that was sent do this with this model?";
    case 404:
      return "; are --url, --api and --model or --deployment right?";
    case 405:
      return "; is --api right?";
    case 429:
      return "; --max-rpm, --max-tpm or a lower load keep within a limit, --retry sends again";
    default:
      return "";
  }
}

// What to do about a status; empty: nobody knows.
std::string status_hint(const ErrorSource& source) {
  std::string advice(status_advice(source));
  const int status = source.record.status;
  const bool is_key = status == 401 || status == 403;
  const bool needs_look = status == 404 || status == 405 || (is_key && !source.target.key.empty());
  if (!needs_look || source.is_shown) return advice;
  return advice + (advice.ends_with('?') ? " " : "; ") + "--debug shows the request";
}

std::string status_text(const ErrorSource& source, ReplyReader& reply) {
  std::string message = message_of(source, reply);
  const std::string hint = status_hint(source);
  // The hint is kept whole, and what the server said is cut.
  const std::size_t room = ErrorSamples::kMaxTextBytes - std::min(ErrorSamples::kMaxTextBytes, hint.size() + 8);
  if (message.size() > room) message = message.substr(0, valid_utf8_prefix(message.substr(0, room - 3))) + "...";
  return std::to_string(source.record.status) + (message.empty() ? "" : ": " + message) + hint;
}

std::string broken_text(const ErrorSource& source, const ClientConnection& connection, ReplyReader& reply) {
  if (reply.has_error_event()) return "the stream told of an error: " + message_of(source, reply);
  const std::string problem = connection.problem();
  const std::string cause = problem.empty() ? "" : " (" + problem + ")";
  if (source.record.first_byte == kNever) return "the connection was closed without a reply" + cause;
  if (source.error == WireError::truncated) return "the connection was closed within the reply" + cause;
  return "the stream ended without its last event, " + std::string(reply.protocol().last_event());
}

std::string bad_body_text(const ErrorSource& source, const ReplyReader& reply) {
  const int status = source.record.status;
  const std::string shown = quoted(source, reply.body());
  if (status == 0) {
    return std::string("the reply is not HTTP/1.1") +
           (source.target.url.secure ? "" : "; does the server expect https://?");
  }
  if (!reply.location().empty()) {
    return std::to_string(status) + ": a redirect to " + quoted(source, reply.location()) +
           " is not followed; give that address as --url";
  }
  if (!reply.protocol().is_success(status)) return "status " + std::to_string(status) + " is not expected";
  if (source.error == WireError::malformed) return "the reply breaks the rules of HTTP or is larger than 16 MiB";
  const std::string wanted(reply.lacks_stream() ? "event stream" : reply.protocol().reply_name());
  return "the reply is no " + wanted + (shown.empty() ? ", it is empty" : ": " + shown) +
         "; are --url and --api right?";
}

std::string timeout_text(const ErrorSource& source) {
  if (source.record.first_byte == kNever) {
    return "no byte of a reply within " + format_duration(source.timeouts.first_byte) + " (--first-byte-timeout)";
  }
  return "the reply was not complete within " + format_duration(source.timeouts.whole) + " (--timeout)";
}

std::string text_of(const ErrorSource& source, const ClientConnection& connection, ReplyReader& reply) {
  switch (source.record.outcome) {
    case Outcome::connect:
      return connect_text(source, connection);
    case Outcome::timeout:
      return timeout_text(source);
    case Outcome::client_error:
    case Outcome::rate_limited:
    case Outcome::server_error:
      return status_text(source, reply);
    case Outcome::broken_stream:
      return broken_text(source, connection, reply);
    default:
      return bad_body_text(source, reply);
  }
}

void blot_out(std::string& text, const std::string& secret) {
  if (secret.size() < kShortestSecret) return;
  for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret, at + 3)) {
    text.replace(at, secret.size(), "***");
  }
}

}  // namespace

std::string without_secrets(std::string text, const Target& target) {
  blot_out(text, target.key);
  for (const auto& header : target.headers) {
    if (!is_secret_header(header.name)) continue;
    blot_out(text, header.value);
    blot_out(text, header.value.substr(header.value.rfind(' ') + 1));  // without `Bearer`
  }
  const std::string_view path = target.path_and_query;
  const auto query = path.find('?');
  if (query == std::string_view::npos) return text;
  for (const auto secret : secrets_of_query(path.substr(query + 1))) blot_out(text, std::string(secret));
  return text;
}

std::string describe_error(const ErrorSource& source, const ClientConnection& connection, ReplyReader& reply) {
  std::string text = without_secrets(text_of(source, connection, reply), source.target);
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  text = repair_utf8(text);
  if (text.size() > ErrorSamples::kMaxTextBytes)
    text.resize(valid_utf8_prefix(text.substr(0, ErrorSamples::kMaxTextBytes)));
  return text;
}

}  // namespace oaisim::loadtest
