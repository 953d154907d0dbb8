// libmongoc's and libbson's handles as owners, and values as BSON.
//
// Thread safety: that of what they hold.
#pragma once

#include <mongoc/mongoc.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "loadtest/store/value.h"

namespace oaisim::loadtest {

struct DestroyMongo {
  void operator()(mongoc_uri_t* uri) const { mongoc_uri_destroy(uri); }
  void operator()(mongoc_client_t* client) const { mongoc_client_destroy(client); }
  void operator()(mongoc_collection_t* collection) const { mongoc_collection_destroy(collection); }
  void operator()(mongoc_cursor_t* cursor) const { mongoc_cursor_destroy(cursor); }
  void operator()(mongoc_bulk_operation_t* bulk) const { mongoc_bulk_operation_destroy(bulk); }
};

template <typename T>
using MongoHandle = std::unique_ptr<T, DestroyMongo>;

// A document that is built up.
class Bson {
 public:
  Bson() : document_(bson_new()) {}
  ~Bson() { bson_destroy(document_); }
  Bson(Bson&& other) noexcept : document_(std::exchange(other.document_, nullptr)) {}
  Bson& operator=(Bson&&) = delete;

  // What is not known is left out.
  Bson& add(std::string_view key, const Value& value) {
    const int length = static_cast<int>(key.size());
    if (const auto* text = std::get_if<std::string>(&value)) {
      bson_append_utf8(document_, key.data(), length, text->data(), static_cast<int>(text->size()));
    } else if (const auto* integer = std::get_if<std::int64_t>(&value)) {
      bson_append_int64(document_, key.data(), length, *integer);
    } else if (const auto* number = std::get_if<double>(&value)) {
      bson_append_double(document_, key.data(), length, *number);
    }
    return *this;
  }
  Bson& add_bool(std::string_view key, bool value) {
    bson_append_bool(document_, key.data(), static_cast<int>(key.size()), value);
    return *this;
  }
  Bson& add(std::string_view key, const Bson& value) {
    bson_append_document(document_, key.data(), static_cast<int>(key.size()), value.get());
    return *this;
  }
  Bson& add_array(std::string_view key, const Bson& value) {
    bson_append_array(document_, key.data(), static_cast<int>(key.size()), value.get());
    return *this;
  }

  bson_t* get() const { return document_; }

 private:
  bson_t* document_;
};

inline Value value_at(const bson_iter_t& place) {
  if (BSON_ITER_HOLDS_UTF8(&place)) {
    std::uint32_t length = 0;
    const char* text = bson_iter_utf8(&place, &length);
    return std::string(text, length);
  }
  if (BSON_ITER_HOLDS_DOUBLE(&place)) return bson_iter_double(&place);
  if (BSON_ITER_HOLDS_INT(&place)) return std::int64_t{bson_iter_as_int64(&place)};
  return {};
}

inline Value value_at(const bson_t* document, std::string_view key) {
  bson_iter_t place;
  const bool found = bson_iter_init_find_w_len(&place, document, key.data(), static_cast<int>(key.size()));
  return found ? value_at(place) : Value();
}

}  // namespace oaisim::loadtest
