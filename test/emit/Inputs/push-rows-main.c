/* push-rows-main.c: gives the rows of test/emit/push-rows.mlir in every way
 * that is right, and in some that are not. */
#include <stdio.h>
#include <string.h>

#include "model.h"

#define HEIGHT MODEL_INPUT_HEIGHT
#define ROW (MODEL_INPUT_WIDTH * MODEL_INPUT_CHANNELS)

static uint8_t frame[MODEL_INPUT_BYTES];
static uint8_t wanted[MODEL_ROWS_2_BYTES], got[MODEL_ROWS_2_BYTES];
static int32_t wanted_total, total;
static union {
  double alignment;
  uint8_t bytes[MODEL_ARENA_BYTES];
} arena;
static int status;

static void expect(int condition, const char *what) {
  if (!condition) {
    fprintf(stderr, "%s\n", what);
    status = 1;
  }
}

static int32_t push(int32_t first, int32_t count) {
  uint8_t rows[MODEL_INPUT_BYTES] = {0};
  if (first >= 0 && count > 0 && count <= HEIGHT - first)
    memcpy(rows, frame + first * ROW, (size_t)(count * ROW));
  return model_push_rows(rows, first, count, got, &total, arena.bytes);
}

static void refuse(int32_t first, int32_t count) {
  uint8_t before[MODEL_ARENA_BYTES], output[MODEL_ROWS_2_BYTES];
  memcpy(before, arena.bytes, sizeof before);
  memcpy(output, got, sizeof output);
  expect(push(first, count) == -1, "wrong rows were taken");
  expect(memcmp(before, arena.bytes, sizeof before) == 0 &&
             memcmp(output, got, sizeof output) == 0,
         "wrong rows changed something");
}

static void finish(void) {
  expect(memcmp(got, wanted, sizeof got) == 0 && total == wanted_total,
         "the outputs differ from those of model_run");
  refuse(HEIGHT, 1);
  refuse(1, 1);
  memset(got, 0, sizeof got);
  total = 0;
}

int main(void) {
  int32_t i;
  for (i = 0; i < MODEL_INPUT_BYTES; ++i)
    frame[i] = (uint8_t)(i * 23);
  model_run(frame, wanted, &wanted_total, arena.bytes);
  refuse(0, 0);
  refuse(0, -1);
  refuse(0, HEIGHT + 1);
  refuse(0, INT32_MAX);
  refuse(-1, 1);
  refuse(INT32_MIN, INT32_MAX);
  refuse(INT32_MAX, 1);
  for (i = 0; i < HEIGHT; ++i)
    expect(push(i, 1) == HEIGHT - 1 - i, "rows one by one");
  finish();
  expect(push(0, HEIGHT) == 0, "all rows at once");
  finish();
  expect(push(0, 2) == HEIGHT - 2, "the first two rows");
  refuse(1, 1);
  refuse(2, HEIGHT - 1);
  expect(push(0, 1) == HEIGHT - 1, "a new frame before the end of the last");
  refuse(2, 1);
  expect(push(1, HEIGHT - 1) == 0, "the rest at once");
  finish();
  return status;
}
