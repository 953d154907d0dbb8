#include "loadtest/store/postgres_connection.h"

#include <poll.h>

#include <cerrno>
#include <cstring>

namespace oaisim::loadtest {
namespace {

constexpr int kWaitMilliseconds = 60'000;

struct Default {
  const char* name;
  const char* value;
};

// Of what the URL leaves open.
constexpr Default kDefaults[] = {
    {"connect_timeout", "5"}, {"tcp_user_timeout", "60000"}, {"application_name", "oaisim-load"}};

const char* default_of(const char* name) {
  for (const auto& known : kDefaults) {
    if (std::strcmp(known.name, name) == 0) return known.value;
  }
  return nullptr;
}

}  // namespace

Result<PostgresConnection> PostgresConnection::open(const StoreUrl& url) {
  char* complaint = nullptr;
  const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> options(
      PQconninfoParse(url.address.c_str(), &complaint), &PQconninfoFree);
  PQfreemem(complaint);  // it may quote the password
  if (!options) return invalid("the store " + url.shown + " is no address that PostgreSQL understands");
  std::vector<const char*> names;
  std::vector<const char*> values;
  for (const auto* option = options.get(); option->keyword != nullptr; ++option) {
    const char* value = option->val != nullptr ? option->val : default_of(option->keyword);
    if (value == nullptr) continue;
    names.push_back(option->keyword);
    values.push_back(value);
  }
  names.push_back(nullptr);
  values.push_back(nullptr);
  PostgresConnection opened(PQconnectdbParams(names.data(), values.data(), 0), url.shown);
  PGconn* connection = opened.connection_.get();
  if (PQstatus(connection) != CONNECTION_OK) return opened.problem(PQerrorMessage(connection));
  PQsetNoticeProcessor(
      connection, [](void*, const char*) {}, nullptr);
  if (PQsetnonblocking(connection, 1) != 0) return opened.problem(PQerrorMessage(connection));
  return opened;
}

// The first line of `message` says what happened; the others guess why.
Error PostgresConnection::problem(const char* message) const {
  const std::string text = message == nullptr ? "" : message;
  return {ErrorCode::io, "the store " + shown_ + ": " + text.substr(0, text.find('\n'))};
}

Status PostgresConnection::wait(short events) {
  pollfd socket{.fd = PQsocket(connection_.get()), .events = events, .revents = 0};
  const int ready = ::poll(&socket, 1, kWaitMilliseconds);
  if (ready > 0 || (ready < 0 && errno == EINTR)) return success();
  connection_.reset(nullptr);
  return Error{ErrorCode::timed_out, "the store " + shown_ + ": no answer within 60 s"};
}

Status PostgresConnection::send_all() {
  while (true) {
    const int unsent = PQflush(connection_.get());
    if (unsent == 0) return success();
    if (unsent < 0) return problem(PQerrorMessage(connection_.get()));
    if (auto status = wait(POLLIN | POLLOUT); !status) return status;
    if (PQconsumeInput(connection_.get()) == 0) return problem(PQerrorMessage(connection_.get()));
  }
}

Result<PgReply> PostgresConnection::receive() {
  PgReply last;
  while (true) {
    while (PQisBusy(connection_.get()) != 0) {
      if (auto status = wait(POLLIN); !status) return status.error();
      if (PQconsumeInput(connection_.get()) == 0) return problem(PQerrorMessage(connection_.get()));
    }
    PgReply reply(PQgetResult(connection_.get()));
    if (!reply) break;
    last = std::move(reply);
  }
  const auto status = last ? PQresultStatus(last.get()) : PGRES_FATAL_ERROR;
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return last;
  return problem(last ? PQresultErrorMessage(last.get()) : PQerrorMessage(connection_.get()));
}

Result<PgReply> PostgresConnection::query(const std::string& text, const std::vector<Value>& parameters) {
  if (!connection_) return problem("the connection is closed");
  std::vector<std::string> texts;
  std::vector<const char*> values;
  texts.reserve(parameters.size());
  for (const auto& parameter : parameters) {
    texts.push_back(text_of(parameter));
    values.push_back(is_known(parameter) ? texts.back().c_str() : nullptr);
  }
  if (PQsendQueryParams(connection_.get(), text.c_str(), static_cast<int>(values.size()), nullptr, values.data(),
                        nullptr, nullptr, 0) == 0) {
    return problem(PQerrorMessage(connection_.get()));
  }
  if (auto status = send_all(); !status) return status.error();
  return receive();
}

Status PostgresConnection::execute(const std::string& text, const std::vector<Value>& parameters) {
  const auto reply = query(text, parameters);
  if (!reply) return reply.error();
  return success();
}

}  // namespace oaisim::loadtest
