#include "simulator/generation/audio/tones.h"

#include <cmath>
#include <numbers>

namespace oaisim {

std::vector<std::int16_t> note(std::size_t index, std::size_t samples) {
  constexpr double kPentatonic[] = {1.0, 9.0 / 8, 5.0 / 4, 3.0 / 2, 5.0 / 3};
  constexpr double kLowest = 130.8;  // Hz
  constexpr double kAmplitude = 3000;
  const double frequency = kLowest * kPentatonic[index % 5] * static_cast<double>(1U << (index / 5));
  const auto length = static_cast<double>(samples);
  const double begin = length / 20;
  const double end = length * 2 / 3;
  std::vector<std::int16_t> wave(samples);
  for (std::size_t i = 0; i < samples; ++i) {
    const auto at = static_cast<double>(i);
    if (at < begin || at > end) continue;
    const double fade = std::sin(std::numbers::pi * (at - begin) / (end - begin));
    const double phase = 2 * std::numbers::pi * frequency * at / kSampleRate;
    wave[i] = static_cast<std::int16_t>(std::lround(kAmplitude * fade * (std::sin(phase) + std::sin(2 * phase) / 3)));
  }
  return wave;
}

}  // namespace oaisim
