#include "loadtest/store/mongo_store.h"

#include <array>
#include <cstdio>

#include "loadtest/store/mongo_handles.h"

namespace oaisim::loadtest {
namespace {

constexpr std::int32_t kFindMilliseconds = 5'000;
constexpr std::int32_t kAnswerMilliseconds = 60'000;
constexpr std::int64_t kDuplicateKey = 11000;
constexpr std::uint32_t kUnauthorized = 13;
constexpr const char* kRuns = "oaisim_runs";
constexpr const char* kRequests = "oaisim_requests";
constexpr std::array kOperators{"$eq", "$ne", "$lt", "$lte", "$gt", "$gte"};  // by Relation, but the last
constexpr const char* kLastCharacter = "\xf4\x8f\xbf\xbf";                    // strings are ordered by their bytes

void initialise() {
  struct Library {
    Library() {
      mongoc_init();
      mongoc_log_set_handler(nullptr, nullptr);
    }
    ~Library() { mongoc_cleanup(); }
  };
  static const Library library;
}

// The primary key is called `_id` there.
std::string_view key_of(const RunColumn& column) { return column.name == "id" ? "_id" : column.name; }

Bson test_of(const RunCondition& condition) {
  Bson test;
  if (condition.relation == Relation::starts_with) {
    test.add("$gte", condition.value).add("$lt", text_of(condition.value) + kLastCharacter);
    return test;
  }
  test.add(kOperators[static_cast<std::size_t>(condition.relation)], condition.value);
  if (condition.relation == Relation::not_equal) test.add_bool("$exists", true);
  return test;
}

Bson filter_of(const RunFilter& filter) {
  Bson conditions;
  for (const auto& condition : filter.conditions) {
    conditions.add(std::to_string(bson_count_keys(conditions.get())),
                   Bson().add(key_of(*condition.column), test_of(condition)));
  }
  Bson query;
  if (!filter.conditions.empty()) query.add_array("$and", conditions);
  return query;
}

RunRecord record_of(const bson_t* document) {
  RunRecord record{.values = std::vector<Value>(run_columns().size())};
  for (std::size_t i = 0; i < record.values.size(); ++i) {
    record.values[i] = value_at(document, key_of(run_columns()[i]));
  }
  return record;
}

// Whether all that went wrong is that documents were there already.
bool only_duplicates(const bson_t* reply) {
  bson_iter_t errors, error;
  if (!bson_iter_init_find(&errors, reply, "writeErrors") || !BSON_ITER_HOLDS_ARRAY(&errors)) return false;
  if (!bson_iter_recurse(&errors, &error)) return false;
  bool any = false;
  while (bson_iter_next(&error)) {
    bson_iter_t code;
    if (!bson_iter_recurse(&error, &code) || !bson_iter_find(&code, "code")) return false;
    if (bson_iter_as_int64(&code) != kDuplicateKey) return false;
    any = true;
  }
  bson_iter_t concern, first;
  const bool unsafe = bson_iter_init_find(&concern, reply, "writeConcernErrors") &&
                      bson_iter_recurse(&concern, &first) && bson_iter_next(&first);
  return any && !unsafe;
}

class MongoStore final : public Store {
 public:
  MongoStore(MongoHandle<mongoc_client_t> client, const std::string& database, std::string shown)
      : client_(std::move(client)),
        database_(database),
        shown_(std::move(shown)),
        runs_(mongoc_client_get_collection(client_.get(), database.c_str(), kRuns)),
        requests_(mongoc_client_get_collection(client_.get(), database.c_str(), kRequests)) {}

  Status make_indexes() {
    for (const auto& column : run_columns()) {
      if (!column.is_indexed) continue;
      const std::string name(column.name);
      if (auto status = create_index(kRuns, name + "_1", Bson().add(name, std::int64_t{1})); !status) return status;
    }
    return create_index(kRequests, "run_id_1_seq_1", Bson().add("run_id", std::int64_t{1}).add("seq", std::int64_t{1}));
  }

  Status put_requests(const std::string& run_id, const RequestBatch& batch) override {
    std::vector<Bson> documents(batch.rows());
    for (std::size_t row = 0; row < batch.rows(); ++row) {
      const std::int64_t seq = batch.first_seq + static_cast<std::int64_t>(row);
      char number[24];
      std::snprintf(number, sizeof number, "/%012lld", static_cast<long long>(seq));
      documents[row].add("_id", run_id + number).add("run_id", run_id).add("seq", seq);
      for (std::size_t i = 0; i < request_columns().size(); ++i) {
        const auto& column = request_columns()[i];
        documents[row].add(column.name, value_of(column.kind, batch.field(row, i)));
      }
    }
    return insert(requests_.get(), documents);
  }

  Status put_run(const RunRecord& record) override {
    std::vector<Bson> documents(1);
    for (std::size_t i = 0; i < record.values.size(); ++i) {
      documents.front().add(key_of(run_columns()[i]), record.values[i]);
    }
    return insert(runs_.get(), documents);
  }

  Result<std::vector<RunRecord>> runs(const RunFilter& filter) override {
    Bson options;
    options.add("projection", Bson().add("document", std::int64_t{0}));
    options.add("sort", Bson().add("started", std::int64_t{-1}).add("_id", std::int64_t{-1}));
    if (filter.limit > 0) options.add("limit", filter.limit);
    std::vector<RunRecord> records;
    auto status = find(runs_.get(), filter_of(filter), options,
                       [&](const bson_t* document) { records.push_back(record_of(document)); });
    if (!status) return status.error();
    return records;
  }

  Result<RunRecord> run(const std::string& id) override {
    std::vector<RunRecord> records;
    auto status = find(runs_.get(), Bson().add("_id", id), Bson(),
                       [&](const bson_t* document) { records.push_back(record_of(document)); });
    if (!status) return status.error();
    if (records.empty()) return Error{ErrorCode::not_found, "there is no run '" + id + "' in " + shown_};
    return std::move(records.front());
  }

  Result<std::int64_t> count_requests(const std::string& run_id) override {
    bson_error_t error{};
    const Bson filter = std::move(Bson().add("run_id", run_id));
    const auto count =
        mongoc_collection_count_documents(requests_.get(), filter.get(), nullptr, nullptr, nullptr, &error);
    if (count < 0) return problem(error);
    return std::int64_t{count};
  }

  Result<std::vector<StoredRequest>> requests_after(const std::string& run_id, std::int64_t seq) override {
    Bson filter, options;
    filter.add("run_id", run_id).add("seq", Bson().add("$gt", seq));
    options.add("sort", Bson().add("seq", std::int64_t{1})).add("limit", static_cast<std::int64_t>(kRowsAtATime));
    std::vector<StoredRequest> rows;
    auto status = find(requests_.get(), filter, options, [&](const bson_t* document) {
      auto& row = rows.emplace_back();
      const Value number = value_at(document, "seq");
      if (const auto* stored = std::get_if<std::int64_t>(&number)) row.seq = *stored;
      for (const auto& column : request_columns()) row.fields.push_back(text_of(value_at(document, column.name)));
    });
    if (!status) return status.error();
    return rows;
  }

  Status remove(const std::string& id) override {
    bson_error_t error{};
    const Bson rows = std::move(Bson().add("run_id", id));
    const Bson run = std::move(Bson().add("_id", id));
    if (!mongoc_collection_delete_many(requests_.get(), rows.get(), nullptr, nullptr, &error)) return problem(error);
    if (!mongoc_collection_delete_one(runs_.get(), run.get(), nullptr, nullptr, &error)) return problem(error);
    return success();
  }

 private:
  Error problem(const bson_error_t& error) const {
    return {ErrorCode::io, "the store " + shown_ + ": " + error.message};
  }

  // One at a time: FerretDB 1.24 breaks off when several of a command are there already.
  Status create_index(const char* collection, const std::string& name, const Bson& key) {
    Bson indexes, command;
    indexes.add("0", Bson().add("key", key).add("name", name));
    command.add("createIndexes", std::string(collection)).add_array("indexes", indexes);
    bson_error_t error{};
    const bool made =
        mongoc_client_command_simple(client_.get(), database_.c_str(), command.get(), nullptr, nullptr, &error);
    // Who may only read finds them or does without.
    if (!made && error.code != kUnauthorized) return problem(error);
    return success();
  }

  Status insert(mongoc_collection_t* collection, const std::vector<Bson>& documents) {
    if (documents.empty()) return success();
    const Bson options = std::move(Bson().add_bool("ordered", false));
    const MongoHandle<mongoc_bulk_operation_t> bulk(
        mongoc_collection_create_bulk_operation_with_opts(collection, options.get()));
    bson_error_t error{};
    for (const auto& document : documents) {
      if (!mongoc_bulk_operation_insert_with_opts(bulk.get(), document.get(), nullptr, &error)) return problem(error);
    }
    bson_t reply;
    const bool done = mongoc_bulk_operation_execute(bulk.get(), &reply, &error) != 0;
    const bool harmless = done || only_duplicates(&reply);
    bson_destroy(&reply);
    if (!harmless) return problem(error);
    return success();
  }

  template <typename Handle>
  Status find(mongoc_collection_t* collection, const Bson& filter, const Bson& options, Handle&& handle) {
    const MongoHandle<mongoc_cursor_t> cursor(
        mongoc_collection_find_with_opts(collection, filter.get(), options.get(), nullptr));
    const bson_t* document = nullptr;
    while (mongoc_cursor_next(cursor.get(), &document)) handle(document);
    bson_error_t error{};
    if (mongoc_cursor_error(cursor.get(), &error)) return problem(error);
    return success();
  }

  MongoHandle<mongoc_client_t> client_;
  std::string database_;
  std::string shown_;
  MongoHandle<mongoc_collection_t> runs_;
  MongoHandle<mongoc_collection_t> requests_;
};

void set_default(mongoc_uri_t* uri, const char* option, std::int32_t milliseconds) {
  if (!mongoc_uri_has_option(uri, option)) mongoc_uri_set_option_as_int32(uri, option, milliseconds);
}

}  // namespace

Result<std::unique_ptr<Store>> open_mongo_store(const StoreUrl& url) {
  initialise();
  // What libmongoc says of a bad URL may quote the password.
  const auto bad_url = invalid("the store " + url.shown + " is no address that MongoDB's driver understands");
  bson_error_t error{};
  const MongoHandle<mongoc_uri_t> uri(mongoc_uri_new_with_error(url.address.c_str(), &error));
  if (!uri) return bad_url;
  set_default(uri.get(), MONGOC_URI_SERVERSELECTIONTIMEOUTMS, kFindMilliseconds);
  set_default(uri.get(), MONGOC_URI_CONNECTTIMEOUTMS, kFindMilliseconds);
  set_default(uri.get(), MONGOC_URI_SOCKETTIMEOUTMS, kAnswerMilliseconds);
  if (mongoc_uri_get_appname(uri.get()) == nullptr) mongoc_uri_set_appname(uri.get(), "oaisim-load");
  MongoHandle<mongoc_client_t> client(mongoc_client_new_from_uri_with_error(uri.get(), &error));
  if (!client) return bad_url;
  mongoc_client_set_error_api(client.get(), MONGOC_ERROR_API_VERSION_2);
  const char* database = mongoc_uri_get_database(uri.get());
  if (database == nullptr) return invalid("the store " + url.shown + " names no database");
  auto store = std::make_unique<MongoStore>(std::move(client), database, url.shown);
  if (auto status = store->make_indexes(); !status) return status.error();
  return std::unique_ptr<Store>(std::move(store));
}

}  // namespace oaisim::loadtest
