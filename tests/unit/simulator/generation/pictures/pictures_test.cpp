#include "simulator/generation/pictures/pictures.h"

#include <doctest/doctest.h>

namespace oaisim {
namespace {

constexpr std::string_view kPng = "\x89PNG\r\n\x1a\n";

TEST_CASE("the same plan gives the same file, another seed, place, detail or size another") {
  for (const auto format : {PictureFormat::png, PictureFormat::jpeg, PictureFormat::webp}) {
    PicturePlan plan{.width = 128, .height = 64, .format = format, .quality = 80, .seed = 1};
    const std::string file = picture(plan, 0, kWholeDetail);
    CHECK(file == picture(plan, 0, kWholeDetail));
    CHECK(file != picture(plan, 1, kWholeDetail));
    CHECK(file != picture(plan, 0, 0));
    plan.seed = 2;
    CHECK(file != picture(plan, 0, kWholeDetail));
    CHECK(file.size() <= most_bytes(plan));
  }
}

TEST_CASE("files begin as their format does") {
  const auto begin = [](PictureFormat format) { return picture({.width = 16, .height = 16, .format = format}, 0, 3); };
  CHECK(begin(PictureFormat::png).starts_with(kPng));
  CHECK(begin(PictureFormat::jpeg).starts_with("\xff\xd8\xff"));
  CHECK(begin(PictureFormat::webp).substr(8, 4) == "WEBP");
  CHECK(media_type(PictureFormat::jpeg) == "image/jpeg");
  CHECK(name_of(PictureFormat::webp) == "webp");
}

TEST_CASE("every size is a picture, from one pixel to the largest") {
  using Size = std::pair<std::size_t, std::size_t>;
  for (const auto& [width, height] : {Size{1, 1}, Size{1, 300}, Size{17, 3}, Size{3840, 2160}}) {
    for (const auto format : {PictureFormat::png, PictureFormat::jpeg, PictureFormat::webp}) {
      const PicturePlan plan{.width = width, .height = height, .format = format};
      const std::string file = picture(plan, 0, kWholeDetail);
      CHECK_FALSE(file.empty());
      CHECK(file.size() <= most_bytes(plan));
    }
  }
}

}  // namespace
}  // namespace oaisim
