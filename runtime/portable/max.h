// max.h: the greater of two integers.
#include <stdint.h>

// a if a > b, else b.
static inline int32_t attend_max(int32_t a, int32_t b) { return a > b ? a : b; }
