#include "simulator/protocols/resource.h"

#include <algorithm>
#include <charconv>

#include "common/text/json_writer.h"

namespace oaisim {
namespace {

ApiError invalid_limit(std::string_view given, std::size_t most) {
  return invalid_parameter("limit",
                           "expected a whole number from 1 to " + std::to_string(most) + ", but got '" +
                               std::string(given.substr(0, 20)) + "' instead.",
                           "invalid_value");
}

}  // namespace

std::variant<PageQuery, ApiError> page_query(const HttpRequest& http, std::size_t most, bool ascending) {
  PageQuery query{.limit = std::min<std::size_t>(20, most), .ascending = ascending, .after = http.query("after")};
  if (const std::string_view limit = http.query("limit"); !limit.empty()) {
    const auto [end, code] = std::from_chars(limit.data(), limit.data() + limit.size(), query.limit);
    const bool is_number = code == std::errc() && end == limit.data() + limit.size();
    if (!is_number || query.limit < 1 || query.limit > most) return invalid_limit(limit, most);
  }
  if (const std::string_view order = http.query("order"); !order.empty()) {
    if (order != "asc" && order != "desc") return invalid_value("order", order.substr(0, 20), "'asc' and 'desc'");
    query.ascending = order == "asc";
  }
  return query;
}

ResourceAnswer list_page(const std::vector<std::string_view>& ids, const PageQuery& query,
                         const std::function<void(std::size_t index, std::string& out)>& append) {
  const std::size_t size = ids.size();
  const auto index_at = [&](std::size_t place) { return query.ascending ? place : size - 1 - place; };
  std::size_t begin = 0;
  if (!query.after.empty()) {
    const auto after = std::find(ids.begin(), ids.end(), query.after);
    if (after == ids.end()) {
      return invalid_parameter("after", "there is no object with that id in this list.", "invalid_value");
    }
    begin = index_at(static_cast<std::size_t>(after - ids.begin())) + 1;
  }
  const std::size_t end = std::min(size, begin + query.limit);
  std::string body = "{\"object\":\"list\",\"data\":[";
  for (std::size_t place = begin; place < end; ++place) {
    if (place > begin) body += ',';
    append(index_at(place), body);
  }
  body += "],\"first_id\":";
  append_string_or_null(body, begin < end ? ids[index_at(begin)] : std::string_view());
  body += ",\"last_id\":";
  append_string_or_null(body, begin < end ? ids[index_at(end - 1)] : std::string_view());
  body += end < size ? ",\"has_more\":true}" : ",\"has_more\":false}";
  return ResourceReply{.body = std::move(body)};
}

ResourceReply deleted(std::string_view id, std::string_view object) {
  std::string body = "{\"id\":";
  append_string(body, id);
  body += ",\"object\":";
  append_string(body, object);
  return {.body = body + ",\"deleted\":true}"};
}

}  // namespace oaisim
