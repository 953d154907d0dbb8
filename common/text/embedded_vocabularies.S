// Links the packed vocabularies in as read-only data. The assembler finds the files by its include path.

#if defined(__ELF__)
  .section .rodata.oaisim_vocabularies, "a", %progbits
#else
#error "embedding is written for ELF"
#endif

.macro vocabulary name
  .balign 64
  .globl oaisim_vocabulary_\name
  .type oaisim_vocabulary_\name, %object
oaisim_vocabulary_\name:
  .incbin "\name\().bin"
  .size oaisim_vocabulary_\name, . - oaisim_vocabulary_\name
.endm

  vocabulary r50k_base
  vocabulary p50k_base
  vocabulary cl100k_base
  vocabulary o200k_base

  .section .note.GNU-stack, "", %progbits
