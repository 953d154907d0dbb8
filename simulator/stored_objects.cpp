#include "simulator/stored_objects.h"

namespace oaisim {

void StoredObjects::add_resources(const Add& add) {
  const auto add_to = [&](auto& objects, auto function, HttpMethod method, std::string_view path) {
    add(method, path, [&objects, function](const ResourceRequest& request) { return (objects.*function)(request); });
  };
  // What batches have written is there from when they have ended.
  const auto add_files = [&](auto function, HttpMethod method, std::string_view path) {
    add(method, path, [this, function](const ResourceRequest& request) {
      batch_objects.settle(request.now);
      return (file_objects.*function)(request);
    });
  };
  add_files(&FileObjects::create, HttpMethod::post, "files");
  add_files(&FileObjects::list, HttpMethod::get, "files");
  add_files(&FileObjects::get, HttpMethod::get, "files/{id}");
  add_files(&FileObjects::erase, HttpMethod::delete_, "files/{id}");
  add_files(&FileObjects::content, HttpMethod::get, "files/{id}/content");
  add_to(batch_objects, &BatchObjects::create, HttpMethod::post, "batches");
  add_to(batch_objects, &BatchObjects::list, HttpMethod::get, "batches");
  add_to(batch_objects, &BatchObjects::get, HttpMethod::get, "batches/{id}");
  add_to(batch_objects, &BatchObjects::cancel, HttpMethod::post, "batches/{id}/cancel");
  add_to(completion_objects, &CompletionObjects::list, HttpMethod::get, "chat/completions");
  add_to(completion_objects, &CompletionObjects::get, HttpMethod::get, "chat/completions/{id}");
  add_to(completion_objects, &CompletionObjects::update, HttpMethod::post, "chat/completions/{id}");
  add_to(completion_objects, &CompletionObjects::erase, HttpMethod::delete_, "chat/completions/{id}");
  add_to(completion_objects, &CompletionObjects::messages, HttpMethod::get, "chat/completions/{id}/messages");
  add_to(response_objects, &ResponseObjects::erase, HttpMethod::delete_, "responses/{id}");
  add_to(response_objects, &ResponseObjects::cancel, HttpMethod::post, "responses/{id}/cancel");
  add_to(response_objects, &ResponseObjects::input_items, HttpMethod::get, "responses/{id}/input_items");
}

std::array<StoredObjects::Reading, 5> StoredObjects::readings() const {
  return {{{"files", files.bytes(), files.dropped()},
           {"batches", batches.bytes(), batches.dropped()},
           {"chat_completions", completions.bytes(), completions.dropped()},
           {"responses", responses.bytes(), responses.dropped()},
           {"images", images.bytes(), images.dropped()}}};
}

}  // namespace oaisim
