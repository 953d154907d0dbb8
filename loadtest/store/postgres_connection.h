// A connection to PostgreSQL on which every statement has a deadline, also when the server stops answering.
//
// libpq's blocking calls wait for ever; this sends without blocking and polls.  After a deadline the connection is
// closed, and every later statement fails.
//
// Ownership: closes the connection.  Thread safety: none.
#pragma once

#include <libpq-fe.h>

#include <memory>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "loadtest/store/store_url.h"
#include "loadtest/store/value.h"

namespace oaisim::loadtest {

struct ClearPgResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using PgReply = std::unique_ptr<PGresult, ClearPgResult>;

class PostgresConnection {
 public:
  static Result<PostgresConnection> open(const StoreUrl& url);

  // `parameters` are $1 and so on.
  Result<PgReply> query(const std::string& text, const std::vector<Value>& parameters = {});
  Status execute(const std::string& text, const std::vector<Value>& parameters = {});

 private:
  struct Finish {
    void operator()(PGconn* connection) const { PQfinish(connection); }
  };

  PostgresConnection(PGconn* connection, std::string shown) : connection_(connection), shown_(std::move(shown)) {}

  Error problem(const char* message) const;
  Status wait(short events);
  Status send_all();
  Result<PgReply> receive();

  std::unique_ptr<PGconn, Finish> connection_;
  std::string shown_;
};

}  // namespace oaisim::loadtest
