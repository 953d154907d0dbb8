// Files of encoded notes: what frames them.
//
//   wav   "RIFF" size "WAVE", "fmt " 16 (PCM, mono, 24000, 48000 bytes/s, 2, 16 bits), "data" size, samples
//   opus  Ogg pages: OpusHead, OpusTags, then packets, 50 to a page
//   flac  STREAMINFO and frames, by libFLAC
//
// Thread safety: pure functions.  Source: RFC 7845 (Ogg Opus), RFC 9639 (FLAC), the WAVE specification.
#pragma once

#include <string>
#include <vector>

#include "simulator/generation/audio/encoded_notes.h"

namespace oaisim {

using NoteRow = std::vector<const std::vector<std::string>*>;  // the frames of each note

std::string joined(const NoteRow& row);
std::string wav_file(const NoteRow& row);   // REQUIRES: notes of pcm_notes()
std::string flac_file(const NoteRow& row);  // the same
std::string ogg_opus_file(const NoteRow& row, const EncodedNotes& notes, std::uint32_t serial);

}  // namespace oaisim
