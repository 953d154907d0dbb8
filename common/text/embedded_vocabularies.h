// The packed vocabularies inside the program's image. They cost memory only where they have been read.
#pragma once

extern "C" {
extern const unsigned char oaisim_vocabulary_r50k_base[];
extern const unsigned char oaisim_vocabulary_p50k_base[];
extern const unsigned char oaisim_vocabulary_cl100k_base[];
extern const unsigned char oaisim_vocabulary_o200k_base[];
}
