#include "simulator/protocols/batch_objects.h"

#include "common/text/json_writer.h"
#include "simulator/protocols/json_document.h"
#include "simulator/protocols/json_members.h"
#include "simulator/protocols/request_fields.h"

namespace oaisim {
namespace {

constexpr std::size_t kMostListed = 100;

constexpr Shape kEndpoint =
    one_of<"/v1/responses", "/v1/chat/completions", "/v1/embeddings", "/v1/completions", "/v1/moderations",
           "/chat/completions", "/embeddings", "/completions", "/responses">();
constexpr Shape kCompletionWindow = one_of<"24h">();
constexpr Field kFields[] = {{"input_file_id", &kString, true},
                             {"endpoint", &kEndpoint, true},
                             {"completion_window", &kCompletionWindow, true},
                             {"metadata", &kMetadataShape},
                             {"output_expires_after", &kExpiryShape}};
constexpr Shape kRequest{.kind = Shape::Kind::object, .fields = kFields};

ApiError unknown_batch(std::string_view id) {
  return {.status = 404, .message = "No batch found with id '" + std::string(id.substr(0, 100)) + "'.", .param = "id"};
}

ApiError no_room_for_batch() {
  return {.message =
              "There is no room for another batch beside those that are under way: wait for one to end, or start the "
              "simulator with more --max-stored-bytes.",
          .code = "storage_limit_exceeded"};
}

// Why the work on the other lines ended before they were done.
std::string unanswered_line(BatchStatus ended_as) {
  return ended_as == BatchStatus::expired
             ? batch_unanswered("batch_expired",
                                "This request could not be executed before the completion window expired.")
             : batch_unanswered("batch_cancelled", "This request was not executed because the batch was cancelled.");
}

}  // namespace

BatchError output_too_large() {
  return {"storage_limit_exceeded",
          "The output does not fit beside what is stored: delete some files, wait for other batches to end, or start "
          "the simulator with more --max-stored-bytes."};
}

ResourceAnswer BatchObjects::create(const ResourceRequest& request) {
  JsonDocument document;
  const auto parsed = document.parse(request.http.body(), request.http.body_capacity());
  if (const auto* error = std::get_if<ApiError>(&parsed)) return *error;
  const JsonValue body = std::get<JsonValue>(parsed);
  if (auto error = check_shape(kRequest, body)) return *error;
  const JsonObject fields = object_of(body);
  auto batch = std::make_shared<BatchRecord>();
  batch->id = "batch_" + request.new_id;
  batch->input_file_id = text_member(fields, "input_file_id");
  batch->endpoint = text_member(fields, "endpoint");
  batch->created_at = request.unix_now;
  batch->created = request.now;
  if (const auto metadata = member(fields, "metadata")) batch->metadata = simdjson::minify(*metadata);
  if (const auto expiry = member(fields, "output_expires_after")) {
    batch->output_life = member(object_of(*expiry), "seconds")->get_int64().value_unsafe();
  }
  settle(request.now);
  const auto input = file_objects_.find(batch->input_file_id, request.unix_now);
  if (input == nullptr) {
    return invalid_parameter("input_file_id", "No such File object: " + batch->input_file_id.substr(0, 100),
                             "invalid_value");
  }
  if (input->purpose != "batch") {
    return invalid_parameter("input_file_id", "the file's purpose is '" + input->purpose + "', but must be 'batch'.",
                             "invalid_file_purpose");
  }
  if (!store_.put(batch->id, batch, batch->bytes())) return no_room_for_batch();
  start_({.id = batch->id, .input = input, .endpoint = batch->endpoint, .shape = request.shape});
  return reply_of(*batch);
}

bool BatchObjects::is_wanted(std::string_view id) const {
  const auto batch = store_.find(id);
  return batch != nullptr && batch->status == BatchStatus::validating;
}

void BatchObjects::finish(const std::string& id, BatchOutcome outcome) {
  const std::lock_guard lock(mutex_);
  const TimePoint now = clock_.now();
  settle_held(now);
  const auto batch = store_.find(id);
  if (batch == nullptr || batch->status != BatchStatus::validating) return;
  const auto changed = std::make_shared<BatchRecord>(*batch);
  changed->begin(std::move(outcome), now);
  if (store_.replace(id, changed, changed->bytes())) {
    if (changed->outcome != nullptr) ending_.emplace(changed->ends, id);
    return;
  }
  const auto failed = std::make_shared<BatchRecord>(*batch);
  failed->begin({.errors = {output_too_large()}, .model = changed->model}, now);
  store_.replace(id, failed, failed->bytes());
}

// The course is over: what was done becomes files.
void BatchObjects::end(BatchRecord& batch) {
  batch.status = batch.ends_as;
  batch.ended = batch.ends;
  const std::string unanswered = unanswered_line(batch.ends_as);
  std::string output;
  std::string errors;
  for (const auto& result : batch.outcome->results) {
    const bool is_done = batch.is_done(result, batch.ends);
    std::string& file = is_done && !result.failed ? output : errors;
    file.append(result.head).append(is_done ? result.answer : unanswered);
  }
  batch.outcome = nullptr;
  bool fits = add_file(batch, "output", std::move(output), batch.output_file_id);
  fits = add_file(batch, "error", std::move(errors), batch.error_file_id) && fits;
  if (fits) return;
  batch.status = BatchStatus::failed;
  batch.errors.push_back(output_too_large());
}

// False: there is no room for it.  A file with nothing in it is not made.
bool BatchObjects::add_file(const BatchRecord& batch, std::string_view kind, std::string content, std::string& id) {
  if (content.empty()) return true;
  auto file = std::make_shared<StoredFile>();
  file->id = "file-" + batch.id.substr(batch.id.find('_') + 1) + (kind == "output" ? "O" : "E");
  file->filename = batch.id + "_" + std::string(kind) + ".jsonl";
  file->purpose = "batch_output";
  file->content = std::move(content);
  file->created_at = batch.unix_time(batch.ends, clock_);
  if (batch.output_life) file->expires_at = file->created_at + *batch.output_life;
  if (!files_.put_if_room(file->id, file, file->bytes())) return false;
  id = file->id;
  return true;
}

void BatchObjects::settle(TimePoint now) {
  const std::lock_guard lock(mutex_);
  settle_held(now);
}

// REQUIRES: mutex_ is held.
void BatchObjects::settle_held(TimePoint now) {
  while (!ending_.empty() && ending_.begin()->first <= now) {
    const std::string id = std::move(ending_.begin()->second);
    ending_.erase(ending_.begin());
    const auto batch = store_.find(id);
    if (batch == nullptr || batch->outcome == nullptr || now < batch->ends) continue;
    const auto changed = std::make_shared<BatchRecord>(*batch);
    changed->advance(now);
    end(*changed);
    store_.replace(id, changed, changed->bytes());
  }
}

// The batch as it is by now; null: there is none.  REQUIRES: mutex_ is held, and what has ended by now is settled.
BatchStore::Pointer BatchObjects::current(std::string_view id, TimePoint now) const {
  auto batch = store_.find(id);
  if (batch == nullptr || batch->outcome == nullptr) return batch;
  const auto changed = std::make_shared<BatchRecord>(*batch);
  changed->advance(now);
  return changed;
}

ResourceAnswer BatchObjects::get(const ResourceRequest& request) {
  const std::lock_guard lock(mutex_);
  settle_held(request.now);
  const auto batch = current(request.ids[0], request.now);
  if (batch == nullptr) return unknown_batch(request.ids[0]);
  return reply_of(*batch);
}

ResourceAnswer BatchObjects::list(const ResourceRequest& request) {
  const auto query = page_query(request.http, kMostListed, false);
  if (const auto* error = std::get_if<ApiError>(&query)) return *error;
  settle(request.now);
  const auto batches = store_.all();
  std::vector<std::string_view> ids;
  ids.reserve(batches.size());
  for (const auto& batch : batches) ids.push_back(batch->id);
  return list_page(ids, std::get<PageQuery>(query), [&](std::size_t index, std::string& out) {
    const std::lock_guard lock(mutex_);
    const auto batch = current(ids[index], request.now);
    append_batch(batch == nullptr ? *batches[index] : *batch, clock_, out);
  });
}

ResourceAnswer BatchObjects::cancel(const ResourceRequest& request) {
  const std::lock_guard lock(mutex_);
  settle_held(request.now);
  const auto batch = current(request.ids[0], request.now);
  if (batch == nullptr) return unknown_batch(request.ids[0]);
  if (batch->status == BatchStatus::cancelling) return reply_of(*batch);
  if (batch->status != BatchStatus::validating && batch->status != BatchStatus::in_progress) {
    return ApiError{.status = 409,
                    .message = "Cannot cancel a batch with status '" + std::string(status_text(batch->status)) + "'."};
  }
  const auto changed = std::make_shared<BatchRecord>(*batch);
  changed->cancel(request.now);
  store_.replace(changed->id, changed, changed->bytes());
  ending_.emplace(changed->ends, changed->id);
  return reply_of(*changed);
}

ResourceReply BatchObjects::reply_of(const BatchRecord& batch) const {
  ResourceReply reply;
  append_batch(batch, clock_, reply.body);
  return reply;
}

}  // namespace oaisim
