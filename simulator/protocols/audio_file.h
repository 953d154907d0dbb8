// What is to be known about an audio file without decoding it.
//
// Its format is told by its name, or else by its first bytes.  Its length is that of a WAVE file's header, or follows
// from the bit rate of an MP3's first frame, or else is as if it had 128 kbit/s; what an
// MP3 has before its frames, such as a picture of its cover, does not count.
//
// Thread safety: pure functions.  Source: OpenAI API reference, "Audio"; the WAVE specification; ISO/IEC 11172-3 (MP3).
#pragma once

#include <cstdint>
#include <string_view>

#include "common/http/multipart.h"

namespace oaisim {

// The formats that the API takes, as its messages list them.
std::string_view audio_formats();

bool has_audio_format(const FormPart& file);

// Whether the first bytes are those of such a file.
bool is_wave(std::string_view bytes);
bool is_mp3(std::string_view bytes);

// Seconds, at most what 8 kbit/s take.
double audio_seconds(std::string_view bytes);

// The same file has the same hash; of a large one the middle is not looked at.
std::uint64_t audio_hash(std::string_view bytes);

}  // namespace oaisim
