#include "loadtest/datasets/random_image.h"

#include <png.h>
#include <zlib.h>

#include <array>
#include <span>
#include <string_view>

#include "common/base/base64.h"

namespace oaisim::loadtest {
namespace {

constexpr std::size_t kColours = 16;
constexpr std::size_t kSignatureBytes = 8;
constexpr std::size_t kChunkFrame = 12;  // length, name and checksum
using Palette = std::array<png_byte, kColours * 3>;

std::uint32_t read_u32(std::string_view bytes) {
  std::uint32_t value = 0;
  for (const char byte : bytes.substr(0, 4)) value = value << 8 | static_cast<unsigned char>(byte);
  return value;
}

void append_u32(std::string& out, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift);
}

std::string base64_of(std::string_view bytes) {
  std::string text;
  append_base64(std::as_bytes(std::span(bytes)), text);
  return text;
}

// A whole PNG file with a palette; empty when libpng failed.
std::string png_of_noise(std::int64_t width, std::int64_t height, Random& random) {
  std::string pixels(static_cast<std::size_t>(width * height), '\0');
  for (char& pixel : pixels) pixel = static_cast<char>(random.below(kColours));
  const Palette palette{};
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(width);
  image.height = static_cast<png_uint_32>(height);
  image.format = PNG_FORMAT_RGB_COLORMAP;
  image.flags = PNG_IMAGE_FLAG_FAST;
  image.colormap_entries = kColours;
  std::string file(PNG_IMAGE_PNG_SIZE_MAX(image), '\0');
  png_alloc_size_t size = file.size();
  const int written = png_image_write_to_memory(&image, file.data(), &size, 0, pixels.data(), 0, palette.data());
  file.resize(written != 0 ? size : 0);
  return file;
}

std::string palette_chunk(Random& random) {
  std::string chunk;
  append_u32(chunk, kColours * 3);
  chunk += "PLTE";
  for (std::size_t i = 0; i < kColours * 3; ++i) chunk += static_cast<char>(random.below(256));
  const auto* checked = reinterpret_cast<const Bytef*>(chunk.data() + 4);
  append_u32(chunk, static_cast<std::uint32_t>(::crc32(0, checked, static_cast<uInt>(chunk.size() - 4))));
  return chunk;
}

}  // namespace

Result<RandomImage> RandomImage::make(std::int64_t width, std::int64_t height, Random pixels) {
  const std::string file = png_of_noise(width, height, pixels);
  std::string head = file.substr(0, kSignatureBytes);
  std::string tail;
  // Of what libpng writes, the chunks that every image needs.
  for (std::string_view rest = std::string_view(file).substr(head.size()); rest.size() >= kChunkFrame;) {
    const std::string_view chunk = rest.substr(0, kChunkFrame + read_u32(rest));
    const std::string_view name = chunk.substr(4, 4);
    if (name == "IHDR") head += chunk;
    if (name == "IDAT" || name == "IEND") tail += chunk;
    rest.remove_prefix(chunk.size());
  }
  if (tail.empty() || head.size() % 3 != 0) return Error{ErrorCode::io, "--images: libpng cannot make such an image"};
  RandomImage image;
  image.head_ = "data:image/png;base64," + base64_of(head);
  image.tail_ = base64_of(tail);
  return image;
}

std::string RandomImage::url(Random& colours) const {
  std::string url;
  const std::string palette = base64_of(palette_chunk(colours));
  url.reserve(head_.size() + palette.size() + tail_.size());
  return url.append(head_).append(palette).append(tail_);
}

}  // namespace oaisim::loadtest
