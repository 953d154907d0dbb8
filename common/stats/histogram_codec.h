// Histograms as text, in the interchange form of Gil Tene's HdrHistogram, which its libraries for Java, C, Python and
// others read: V2, compressed, base64 ("HISTFAAA...").
//
//   base64( cookie 0x1c849314 | length | zlib(
//     cookie 0x1c849313 | length of counts | normalizing offset 0 | digits 3 or 2 |
//     lowest value 1 (64 bits) | highest value (64 bits) | ratio 1.0 (64 bits) |
//     counts: ZigZag LEB128 of at most 9 bytes; a negative number is that many empty buckets ))
//
// Integers are big-endian and of 32 bits where nothing else is said.  The buckets map one to one: HdrHistogram's layout
// of three significant digits is ours, and that of two is CompactHistogram's.  Minimum, maximum and sum are not in this
// form beyond the width of a bucket; who wants them exact keeps them beside it.
//
// Thread safety: all of it.  Source: https://github.com/HdrHistogram/HdrHistogram (AbstractHistogram, ZigZagLEB128).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/stats/hdr_histogram.h"

namespace oaisim {

std::string encode_histogram(const HdrHistogram& histogram);
std::string encode_histogram(const CompactHistogram& histogram);

// Error: not that form, of another layout, too large, or `exact` does not fit it.  Any input takes bounded time and
// memory.
Result<HdrHistogram> decode_histogram(std::string_view text, std::optional<HdrHistogram::Exact> exact = {});
Result<CompactHistogram> decode_compact_histogram(std::string_view text,
                                                  std::optional<CompactHistogram::Exact> exact = {});

}  // namespace oaisim
