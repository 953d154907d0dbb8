#include "simulator/protocols/batch_objects.h"

#include <algorithm>

#include "common/text/json_writer.h"
#include "simulator/protocols/json_document.h"
#include "simulator/protocols/json_members.h"
#include "simulator/protocols/request_fields.h"

namespace oaisim {
namespace {

constexpr std::int64_t kWindow = 24 * 3600;  // s
constexpr std::size_t kMostListed = 100;

constexpr std::string_view kEndpoints[] = {"/v1/responses",   "/v1/chat/completions", "/v1/embeddings",
                                           "/v1/completions", "/v1/moderations",      "/chat/completions",
                                           "/embeddings",     "/completions",         "/responses"};
constexpr Shape kEndpoint{.kind = Shape::Kind::string, .choices = kEndpoints};
constexpr std::string_view kWindows[] = {"24h"};
constexpr Shape kCompletionWindow{.kind = Shape::Kind::string, .choices = kWindows};
constexpr Field kFields[] = {{"input_file_id", &kString, true},
                             {"endpoint", &kEndpoint, true},
                             {"completion_window", &kCompletionWindow, true},
                             {"metadata", &kMetadataShape},
                             {"output_expires_after", &kExpiryShape}};
constexpr Shape kRequest{.kind = Shape::Kind::object, .fields = kFields};

ApiError unknown_batch(std::string_view id) {
  return {.status = 404, .message = "No batch found with id '" + std::string(id.substr(0, 100)) + "'.", .param = "id"};
}

std::string_view status_text(BatchStatus status) {
  switch (status) {
    case BatchStatus::validating:
      return "validating";
    case BatchStatus::failed:
      return "failed";
    case BatchStatus::in_progress:
      return "in_progress";
    case BatchStatus::completed:
      return "completed";
    case BatchStatus::cancelling:
      return "cancelling";
    case BatchStatus::cancelled:
      break;
  }
  return "cancelled";
}

void append_time(std::string_view name, std::int64_t time, std::string& out) {
  out.append(",\"").append(name).append("\":");
  if (time == 0) {
    out += "null";
  } else {
    append_integer(out, time);
  }
}

void append_errors(const std::vector<BatchError>& errors, std::string& out) {
  if (errors.empty()) {
    out += "null";
    return;
  }
  out += "{\"object\":\"list\",\"data\":[";
  for (const auto& error : errors) {
    if (&error != &errors.front()) out += ',';
    out += "{\"code\":";
    append_string(out, error.code);
    out += ",\"message\":";
    append_string(out, error.message);
    out += ",\"param\":";
    append_string_or_null(out, error.param);
    append_time("line", static_cast<std::int64_t>(error.line), out);
    out += '}';
  }
  out += "]}";
}

void append_usage(const BatchUsage& usage, std::string& out) {
  out += ",\"usage\":{\"input_tokens\":";
  append_integer(out, usage.input);
  out += ",\"input_tokens_details\":{\"cached_tokens\":0},\"output_tokens\":";
  append_integer(out, usage.output);
  out += ",\"output_tokens_details\":{\"reasoning_tokens\":";
  append_integer(out, usage.reasoning);
  out += "},\"total_tokens\":";
  append_integer(out, usage.input + usage.output);
  out += '}';
}

void append_batch(const BatchRecord& batch, std::string& out) {
  const auto at = [&](BatchStatus status) { return batch.status == status ? batch.ended_at : 0; };
  out += "{\"id\":\"" + batch.id + "\",\"object\":\"batch\",\"endpoint\":";
  append_string(out, batch.endpoint);
  if (!batch.model.empty()) {
    out += ",\"model\":";
    append_string(out, batch.model);
  }
  out += ",\"errors\":";
  append_errors(batch.errors, out);
  out += ",\"input_file_id\":";
  append_string(out, batch.input_file_id);
  out += R"(,"completion_window":"24h","status":")";
  out += status_text(batch.status);
  out += "\",\"output_file_id\":";
  append_string_or_null(out, batch.output_file_id);
  out += ",\"error_file_id\":";
  append_string_or_null(out, batch.error_file_id);
  append_time("created_at", batch.created_at, out);
  append_time("in_progress_at", batch.began_at, out);
  append_time("expires_at", batch.created_at + kWindow, out);
  append_time("finalizing_at", at(BatchStatus::completed), out);
  append_time("completed_at", at(BatchStatus::completed), out);
  append_time("failed_at", at(BatchStatus::failed), out);
  append_time("expired_at", 0, out);
  append_time("cancelling_at", std::max(at(BatchStatus::cancelling), at(BatchStatus::cancelled)), out);
  append_time("cancelled_at", at(BatchStatus::cancelled), out);
  out += ",\"request_counts\":{\"total\":";
  append_integer(out, batch.total);
  out += ",\"completed\":";
  append_integer(out, batch.completed);
  out += ",\"failed\":";
  append_integer(out, batch.failed);
  out += '}';
  append_usage(batch.usage, out);
  out += ",\"metadata\":" + batch.metadata + "}";
}

ResourceReply reply_of(const BatchRecord& batch) {
  ResourceReply reply;
  append_batch(batch, reply.body);
  return reply;
}

// Counts the first `done` results, what they used and which of them failed.
void count_done(BatchRecord& batch, std::size_t done) {
  batch.failed = 0;
  batch.usage = {};
  for (std::size_t i = 0; i < done; ++i) {
    const BatchResult& result = batch.outcome->results[i];
    batch.failed += result.failed ? 1U : 0U;
    batch.usage.input += result.usage.input;
    batch.usage.output += result.usage.output;
    batch.usage.reasoning += result.usage.reasoning;
  }
  batch.completed = done - batch.failed;
}

}  // namespace

BatchError output_too_large() {
  return {"storage_limit_exceeded",
          "The output does not fit beside what is stored: delete some files, or start the simulator with more "
          "--max-stored-bytes."};
}

std::size_t BatchRecord::bytes() const {
  std::size_t bytes = sizeof(*this) + metadata.size() + 256;
  for (const auto& error : errors) bytes += sizeof(error) + error.message.size();
  if (outcome == nullptr) return bytes;
  for (const auto& result : outcome->results) bytes += sizeof(result) + result.line.size();
  return bytes;
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
  if (const auto metadata = member(fields, "metadata")) batch->metadata = simdjson::minify(*metadata);
  if (const auto expiry = member(fields, "output_expires_after")) {
    batch->output_life = member(object_of(*expiry), "seconds")->get_int64().value_unsafe();
  }
  const auto input = file_objects_.find(batch->input_file_id, request.unix_now);
  if (input == nullptr) {
    return invalid_parameter("input_file_id", "No such File object: " + batch->input_file_id.substr(0, 100),
                             "invalid_value");
  }
  if (input->purpose != "batch") {
    return invalid_parameter("input_file_id", "the file's purpose is '" + input->purpose + "', but must be 'batch'.",
                             "invalid_file_purpose");
  }
  store_.put(batch->id, batch, batch->bytes());
  start_({.id = batch->id, .input = input, .endpoint = batch->endpoint, .shape = request.shape});
  return reply_of(*batch);
}

bool BatchObjects::is_wanted(std::string_view id) const {
  const auto batch = store_.find(id);
  return batch != nullptr && batch->status == BatchStatus::validating;
}

void BatchObjects::finish(const std::string& id, BatchOutcome outcome, TimePoint now, std::int64_t unix_now) {
  const std::lock_guard lock(mutex_);
  const auto batch = store_.find(id);
  if (batch == nullptr || batch->status != BatchStatus::validating) return;
  auto changed = std::make_shared<BatchRecord>(*batch);
  changed->model = outcome.model;
  changed->errors = std::move(outcome.errors);
  changed->total = outcome.results.size();
  changed->began = now;
  if (changed->errors.empty()) {
    changed->status = BatchStatus::in_progress;
    changed->began_at = unix_now;
    changed->outcome = std::make_shared<const BatchOutcome>(std::move(outcome));
  } else {
    changed->status = BatchStatus::failed;
    changed->ended_at = unix_now;
  }
  if (store_.replace(id, changed, changed->bytes())) return;
  changed->outcome = nullptr;
  changed->status = BatchStatus::failed;
  changed->ended_at = unix_now;
  changed->errors.push_back(output_too_large());
  store_.replace(id, changed, changed->bytes());
}

// Ends a batch of which the first `done` results are to be had.
void BatchObjects::end(BatchRecord& batch, BatchStatus status, std::size_t done, std::int64_t unix_now) {
  batch.status = status;
  batch.ended_at = unix_now;
  count_done(batch, done);
  if (batch.completed > 0) batch.output_file_id = make_file(batch, done, false, unix_now);
  if (batch.failed > 0) batch.error_file_id = make_file(batch, done, true, unix_now);
  const bool is_missing =
      (batch.completed > 0 && batch.output_file_id.empty()) || (batch.failed > 0 && batch.error_file_id.empty());
  if (is_missing) {
    batch.status = BatchStatus::failed;
    batch.errors.push_back(output_too_large());
  }
  batch.outcome = nullptr;
}

// The id of the new file; empty: there is no room for it.
std::string BatchObjects::make_file(const BatchRecord& batch, std::size_t done, bool of_failed, std::int64_t unix_now) {
  auto file = std::make_shared<StoredFile>();
  const std::string kind = of_failed ? "error" : "output";
  file->id = "file-" + batch.id.substr(batch.id.find('_') + 1) + (of_failed ? "E" : "O");
  file->filename = batch.id + "_" + kind + ".jsonl";
  file->purpose = "batch_output";
  file->created_at = unix_now;
  if (batch.output_life) file->expires_at = unix_now + *batch.output_life;
  for (std::size_t i = 0; i < done; ++i) {
    const BatchResult& result = batch.outcome->results[i];
    if (result.failed == of_failed) file->content += result.line;
  }
  return files_.put_if_room(file->id, file, file->bytes()) ? file->id : std::string();
}

// The batch as it is by now.
BatchStore::Pointer BatchObjects::current(std::string_view id, const ResourceRequest& request) {
  const std::lock_guard lock(mutex_);
  auto batch = store_.find(id);
  if (batch == nullptr || batch->status != BatchStatus::in_progress) return batch;
  auto changed = std::make_shared<BatchRecord>(*batch);
  const auto& results = batch->outcome->results;
  const auto first_open = std::find_if(results.begin(), results.end(), [&](const BatchResult& result) {
    return batch->began + result.done > request.now;
  });
  const auto done = static_cast<std::size_t>(first_open - results.begin());
  count_done(*changed, done);
  if (first_open == results.end()) {
    end(*changed, BatchStatus::completed, done, request.unix_now);
    store_.replace(id, changed, changed->bytes());
  }
  return changed;
}

ResourceAnswer BatchObjects::get(const ResourceRequest& request) {
  const auto batch = current(request.ids[0], request);
  if (batch == nullptr) return unknown_batch(request.ids[0]);
  return reply_of(*batch);
}

ResourceAnswer BatchObjects::list(const ResourceRequest& request) {
  const auto query = page_query(request.http, kMostListed, false);
  if (const auto* error = std::get_if<ApiError>(&query)) return *error;
  const auto batches = store_.all();
  std::vector<std::string_view> ids;
  ids.reserve(batches.size());
  for (const auto& batch : batches) ids.push_back(batch->id);
  return list_page(ids, std::get<PageQuery>(query), [&](std::size_t index, std::string& out) {
    const auto batch = current(ids[index], request);
    append_batch(batch == nullptr ? *batches[index] : *batch, out);
  });
}

ResourceAnswer BatchObjects::cancel(const ResourceRequest& request) {
  auto batch = current(request.ids[0], request);
  if (batch == nullptr) return unknown_batch(request.ids[0]);
  const std::lock_guard lock(mutex_);
  batch = store_.find(request.ids[0]);
  if (batch == nullptr) return unknown_batch(request.ids[0]);
  if (batch->status == BatchStatus::cancelled) return reply_of(*batch);
  if (batch->status == BatchStatus::completed || batch->status == BatchStatus::failed) {
    return ApiError{.status = 409,
                    .message = "Cannot cancel a batch with status '" + std::string(status_text(batch->status)) + "'."};
  }
  auto changed = std::make_shared<BatchRecord>(*batch);
  if (batch->outcome == nullptr) {
    changed->status = BatchStatus::cancelled;
    changed->ended_at = request.unix_now;
  } else {
    std::size_t done = 0;
    for (const auto& result : batch->outcome->results) done += batch->began + result.done <= request.now ? 1U : 0U;
    end(*changed, BatchStatus::cancelled, done, request.unix_now);
  }
  store_.replace(changed->id, changed, changed->bytes());
  // It is over at once, but whoever asks for it to be cancelled sees it cancelling first, as with the real API.
  BatchRecord shown = *changed;
  if (shown.status == BatchStatus::cancelled) shown.status = BatchStatus::cancelling;
  return reply_of(shown);
}

}  // namespace oaisim
