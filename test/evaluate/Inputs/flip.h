/* flip.h: lets a program write other scores, its array `output`, than it
   computed; what else it writes stays. */
#include <stdio.h>

static inline void *flip(const char *name, void *data) {
  if (*name == 'o')
    *(unsigned char *)data ^= 1;
  return data;
}
#define fwrite(data, size, count, file)                                        \
  (fwrite)(flip(#data, data), size, count, file)
