#include "simulator/generation/pictures/picture_files.h"

#include <png.h>
#include <turbojpeg.h>
#include <webp/encode.h>

#include <algorithm>
#include <memory>

namespace oaisim {
namespace {

std::string rgba_of(const IndexedPicture& picture) {
  std::string pixels;
  pixels.reserve(picture.pixels.size() * 4);
  for (const char number : picture.pixels) {
    const Colour& colour = picture.palette[static_cast<std::size_t>(number)];
    for (const std::uint8_t channel : {colour.red, colour.green, colour.blue, colour.alpha}) {
      pixels += static_cast<char>(channel);
    }
  }
  return pixels;
}

const unsigned char* bytes_of(const std::string& text) { return reinterpret_cast<const unsigned char*>(text.data()); }

}  // namespace

std::string png_file(const IndexedPicture& picture) {
  static_assert(sizeof(Colour) == 4);  // the colour map of PNG_FORMAT_RGBA_COLORMAP
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(picture.width);
  image.height = static_cast<png_uint_32>(picture.height);
  image.format = PNG_FORMAT_RGBA_COLORMAP;
  image.flags = PNG_IMAGE_FLAG_FAST;
  image.colormap_entries = kColours;
  std::string file(PNG_IMAGE_PNG_SIZE_MAX(image), '\0');
  png_alloc_size_t size = file.size();
  const int written =
      png_image_write_to_memory(&image, file.data(), &size, 0, picture.pixels.data(), 0, picture.palette.data());
  file.resize(written != 0 ? size : 0);
  file.shrink_to_fit();
  return file;
}

std::string jpeg_file(const IndexedPicture& picture, int quality) {
  const std::string pixels = rgba_of(picture);
  const std::unique_ptr<void, int (*)(void*)> encoder(tjInitCompress(), tjDestroy);
  unsigned char* out = nullptr;
  unsigned long size = 0;
  const int failed =
      tjCompress2(encoder.get(), bytes_of(pixels), static_cast<int>(picture.width), 0, static_cast<int>(picture.height),
                  TJPF_RGBX, &out, &size, TJSAMP_420, std::max(quality, 1), TJFLAG_FASTDCT);
  std::string file;
  if (failed == 0) file.assign(reinterpret_cast<const char*>(out), size);
  tjFree(out);
  return file;
}

std::string webp_file(const IndexedPicture& picture, int quality) {
  const std::string pixels = rgba_of(picture);
  WebPConfig config;
  WebPPicture image;
  if (WebPConfigPreset(&config, WEBP_PRESET_DEFAULT, static_cast<float>(quality)) == 0 ||
      WebPPictureInit(&image) == 0) {
    return {};
  }
  config.method = 0;  // the fastest
  image.width = static_cast<int>(picture.width);
  image.height = static_cast<int>(picture.height);
  WebPMemoryWriter writer;
  WebPMemoryWriterInit(&writer);
  image.writer = WebPMemoryWrite;
  image.custom_ptr = &writer;
  std::string file;
  const bool encoded =
      WebPPictureImportRGBA(&image, bytes_of(pixels), image.width * 4) != 0 && WebPEncode(&config, &image) != 0;
  if (encoded) file.assign(reinterpret_cast<const char*>(writer.mem), writer.size);
  WebPPictureFree(&image);
  WebPMemoryWriterClear(&writer);
  return file;
}

}  // namespace oaisim
