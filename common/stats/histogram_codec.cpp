#include "common/stats/histogram_codec.h"

#include <zlib.h>

#include <algorithm>
#include <bit>
#include <memory>
#include <span>
#include <vector>

#include "common/base/base64.h"

namespace oaisim {
namespace {

constexpr std::uint32_t kCookie = 0x1c849313;
constexpr std::uint32_t kCompressedCookie = 0x1c849314;
constexpr std::size_t kHeadBytes = 40;
constexpr std::size_t kCountBytes = 9;          // of the longest count
constexpr std::size_t kMaxTextBytes = 1 << 20;  // more than any histogram takes
constexpr double kRatio = 1.0;

template <typename Histogram>
constexpr std::uint32_t kDigits = Histogram::kLinearBits == 11 ? 3 : 2;

// ---- Writing

template <typename Integer>
void append_big_endian(std::string& out, Integer value) {
  for (int shift = sizeof(Integer) * 8 - 8; shift >= 0; shift -= 8) out.push_back(static_cast<char>(value >> shift));
}

void append_zigzag(std::string& out, std::int64_t number) {
  auto rest = (static_cast<std::uint64_t>(number) << 1) ^ static_cast<std::uint64_t>(number >> 63);
  for (std::size_t i = 1; i < kCountBytes && rest >= 0x80; ++i, rest >>= 7)
    out.push_back(static_cast<char>(rest | 0x80));
  out.push_back(static_cast<char>(rest));  // the ninth byte has eight bits of it
}

template <typename Histogram>
std::string counts_of(const Histogram& histogram) {
  std::string out;
  std::size_t end = histogram.end_bucket();
  while (end > histogram.first_bucket() && histogram.count_at(end - 1) == 0) --end;
  auto empty_buckets = static_cast<std::int64_t>(histogram.first_bucket());
  for (std::size_t bucket = histogram.first_bucket(); bucket < end; ++bucket) {
    if (histogram.count_at(bucket) == 0) {
      ++empty_buckets;
      continue;
    }
    // A single empty bucket is a zero, which other readers take for a count.
    if (empty_buckets > 0) append_zigzag(out, empty_buckets == 1 ? 0 : -empty_buckets);
    empty_buckets = 0;
    append_zigzag(out, static_cast<std::int64_t>(histogram.count_at(bucket)));
  }
  return out;
}

std::string compressed(const std::string& bytes) {
  uLongf size = compressBound(static_cast<uLong>(bytes.size()));
  std::string out(size, '\0');
  compress2(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()),
            static_cast<uLong>(bytes.size()), Z_DEFAULT_COMPRESSION);
  out.resize(size);
  return out;
}

template <typename Histogram>
std::string encoded(const Histogram& histogram) {
  const std::string counts = counts_of(histogram);
  std::string plain;
  append_big_endian(plain, kCookie);
  append_big_endian(plain, static_cast<std::uint32_t>(counts.size()));
  append_big_endian(plain, std::uint32_t{0});
  append_big_endian(plain, kDigits<Histogram>);
  append_big_endian(plain, std::uint64_t{1});
  append_big_endian(plain, std::max<std::uint64_t>(2, static_cast<std::uint64_t>(histogram.max())));
  append_big_endian(plain, std::bit_cast<std::uint64_t>(kRatio));
  plain += counts;
  const std::string small = compressed(plain);
  std::string whole;
  append_big_endian(whole, kCompressedCookie);
  append_big_endian(whole, static_cast<std::uint32_t>(small.size()));
  whole += small;
  std::string text;
  append_base64(std::as_bytes(std::span(whole)), text);
  return text;
}

// ---- Reading

// Takes numbers from the front of bytes; after one that is not there, `ok` is false and numbers are 0.
struct Reader {
  std::string_view bytes;
  bool ok = true;

  template <typename Integer>
  Integer big_endian() {
    Integer value = 0;
    for (std::size_t i = 0; i < sizeof(Integer); ++i) value = static_cast<Integer>(value << 8 | next());
    return ok ? value : 0;
  }

  std::int64_t zigzag() {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < kCountBytes; ++i) {
      const std::uint64_t byte = next();
      const bool last = i + 1 == kCountBytes;
      value |= (last ? byte : byte & 0x7f) << (7 * i);
      if (last || byte < 0x80) break;
    }
    return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
  }

 private:
  std::uint8_t next() {
    ok = ok && !bytes.empty();
    if (!ok) return 0;
    const auto byte = static_cast<std::uint8_t>(bytes.front());
    bytes.remove_prefix(1);
    return byte;
  }
};

Error bad(const std::string& problem) {
  return invalid("an encoded histogram " + problem +
                 "; allowed: HdrHistogram's compressed V2 form in base64 (HISTF...)");
}

Result<std::string> decompressed(std::string_view text, std::size_t most) {
  if (text.size() > kMaxTextBytes) return bad("is longer than 1 MiB");
  const auto bytes = decode_base64(text);
  if (!bytes) return bad("is not base64");
  Reader reader{*bytes};
  if (reader.big_endian<std::uint32_t>() != kCompressedCookie) return bad("begins with something else");
  if (reader.big_endian<std::uint32_t>() != reader.bytes.size() || !reader.ok) return bad("has a wrong length");
  const auto plain = std::make_unique_for_overwrite<char[]>(most);  // hardly ever filled, so that it is not cleared
  auto size = static_cast<uLongf>(most);
  const int status =
      uncompress(reinterpret_cast<Bytef*>(plain.get()), &size, reinterpret_cast<const Bytef*>(reader.bytes.data()),
                 static_cast<uLong>(reader.bytes.size()));
  if (status != Z_OK) return bad("does not decompress");
  return std::string(plain.get(), size);
}

template <typename Histogram>
Result<std::vector<std::uint64_t>> read_counts(std::string_view bytes) {
  Reader reader{bytes};
  std::vector<std::uint64_t> counts;
  while (!reader.bytes.empty()) {
    const std::int64_t number = reader.zigzag();
    if (!reader.ok) return bad("ends within a count");
    const std::size_t room = Histogram::kMaxBuckets - counts.size();
    // The smallest number has no positive counterpart.
    const std::uint64_t buckets = number < 0 ? ~static_cast<std::uint64_t>(number) + 1 : 1;
    if (buckets > room) return bad("has too many buckets");
    counts.resize(counts.size() + buckets, 0);
    if (number > 0) counts.back() = static_cast<std::uint64_t>(number);
  }
  return counts;
}

template <typename Histogram>
Result<Histogram> decoded(std::string_view text, std::optional<typename Histogram::Exact> exact) {
  const auto plain = decompressed(text, kHeadBytes + Histogram::kMaxBuckets * kCountBytes);
  if (!plain) return plain.error();
  Reader reader{*plain};
  if (reader.big_endian<std::uint32_t>() != kCookie) return bad("is of another version than V2");
  const auto length = reader.big_endian<std::uint32_t>();
  const auto offset = reader.big_endian<std::uint32_t>();
  const auto digits = reader.big_endian<std::uint32_t>();
  const auto lowest = reader.big_endian<std::uint64_t>();
  reader.big_endian<std::uint64_t>();  // the highest value follows from the counts
  const auto ratio = reader.big_endian<std::uint64_t>();
  if (!reader.ok || length != reader.bytes.size()) return bad("has a wrong length");
  if (offset != 0 || digits != kDigits<Histogram> || lowest != 1 || std::bit_cast<double>(ratio) != kRatio) {
    return bad("has another layout than " + std::to_string(kDigits<Histogram>) + " significant digits from 1 on");
  }
  const auto counts = read_counts<Histogram>(reader.bytes);
  if (!counts) return counts.error();
  auto histogram = Histogram::restored(*counts, exact);
  if (!histogram) return bad("has counts beyond 63 bits, or a minimum or maximum that is not in them");
  return std::move(*histogram);
}

}  // namespace

std::string encode_histogram(const HdrHistogram& histogram) { return encoded(histogram); }
std::string encode_histogram(const CompactHistogram& histogram) { return encoded(histogram); }

Result<HdrHistogram> decode_histogram(std::string_view text, std::optional<HdrHistogram::Exact> exact) {
  return decoded<HdrHistogram>(text, exact);
}

Result<CompactHistogram> decode_compact_histogram(std::string_view text, std::optional<CompactHistogram::Exact> exact) {
  return decoded<CompactHistogram>(text, exact);
}

}  // namespace oaisim
