// Pictures that stand for generated images: a carpet of tiles that mirrors itself, in colours that the seed decides.
//
//   seed ──► 8 colours, a grid of tiles ──► png (with a palette), jpeg, webp
//
// A partial picture is the same carpet of fewer, larger tiles.  The same plan gives the same bytes.  Tiles compress
// well: a file of 1024 x 1024 has 8 to 22 KB and takes 10 to 30 ms.
//
// Thread safety: pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace oaisim {

enum class PictureFormat { png, jpeg, webp };

struct PicturePlan {
  std::size_t width = 1024;
  std::size_t height = 1024;
  PictureFormat format = PictureFormat::png;
  int quality = 100;         // of jpeg and webp, 0 to 100
  bool transparent = false;  // one of the colours is; not in jpeg
  std::uint64_t seed = 0;
  std::size_t count = 1;     // pictures, each of its own
  std::size_t partials = 0;  // of each, before it
  std::int64_t tokens = 0;   // that all of them count as
};

std::string_view media_type(PictureFormat format);
std::string_view name_of(PictureFormat format);  // png, jpeg, webp

// The file of picture `index`; `detail`: 0 to 3, more and smaller tiles.  REQUIRES: width and height are from 1 to
// 4096.
std::string picture(const PicturePlan& plan, std::size_t index, std::size_t detail);

inline constexpr std::size_t kWholeDetail = 3;

// The most bytes that all of its files have.
std::uint64_t most_bytes(const PicturePlan& plan);

}  // namespace oaisim
