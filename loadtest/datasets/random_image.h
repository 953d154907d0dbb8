// PNG images as data: URLs, each in colours of its own.
//
//   signature, IHDR | PLTE: 16 colours | IDAT: which pixel has which of them, IEND
//        fixed      |  drawn per image |            fixed
//
// The pixels are noise of sixteen colours, which takes about half a byte each, as a photo does.  They are encoded
// once; an image of its own is a palette of its own.  Each part is a multiple of three bytes, so that the fixed ones
// are kept as base64 and an image costs little more than being copied.
//
// Thread safety: immutable.  Units: pixels.
// Source: PNG (Third Edition), W3C, sections 5 and 11.2; RFC 2397 (data URLs).
#pragma once

#include <cstdint>
#include <string>

#include "common/base/random.h"
#include "common/base/result.h"

namespace oaisim::loadtest {

class RandomImage {
 public:
  // Error: libpng could not make it.
  static Result<RandomImage> make(std::int64_t width, std::int64_t height, Random pixels);

  // "data:image/png;base64,..."
  std::string url(Random& colours) const;

 private:
  std::string head_;  // up to the palette, as a URL
  std::string tail_;  // after the palette, as base64
};

}  // namespace oaisim::loadtest
