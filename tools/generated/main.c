/* main.c: runs a generated network on each example of its input files: main
   INPUT-FILE... OUTPUT-FILE..., raw bytes, one example behind the other.

   Every call must give the same outputs, whatever was in the arena: model_run
   twice, and where the frame can be pushed, model_push_rows in pieces of
   several sizes and with calls in between that do not follow. Buffers stand
   between guards and start full of junk, so that a write outside of one, or a
   read of what was never written, shows; AddressSanitizer sees reads of the
   guards, too. The arena must be used to its end: its last written byte lies in
   the last 16, of which every buffer takes a multiple.

   A network compiled with --arena-hooks tells of its ticks. Then bytes that
   nothing lives in hold the junk of the call and are poisoned. */
#include <stdio.h>
#include <string.h>

#include "binding.h"
#include "tick.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#ifdef __cplusplus
extern "C" {
#endif
void __asan_poison_memory_region(void const volatile *, size_t);
void __asan_unpoison_memory_region(void const volatile *, size_t);
#ifdef __cplusplus
}
#endif
#else
#define __asan_poison_memory_region(start, size) (void)0
#define __asan_unpoison_memory_region(start, size) (void)0
#endif

#define MOST_PORTS 256
#define GUARD_JUNK 0xA5

static uint8_t *buffers[MOST_PORTS], *arena_start;
static FILE *files[MOST_PORTS];
/* What the present call's outputs and arena start full of. */
static uint8_t junk;
/* Bytes of the arena up to the last one that a call wrote. */
static size_t arena_used;
/* Of the present frame. */
static int32_t last_tick, next_change;
/* The exit status: a board without an operating system has no exit(). */
static int status;

static void complain(const char *problem, const char *name) {
  fprintf(stderr, "%s: %s\n", name, problem);
  status = 2;
}

/* Where a buffer of `size` bytes starts in `memory`. */
static uint8_t *guarded(uint8_t *memory, size_t size) {
  uint8_t *start = memory + GUARD + (GUARD - (uintptr_t)memory % GUARD) % GUARD;
  memset(start - GUARD, GUARD_JUNK, GUARD);
  memset(start, junk, size);
  memset(start + size, GUARD_JUNK, GUARD);
  __asan_poison_memory_region(start - GUARD, GUARD);
  __asan_poison_memory_region(start + size, GUARD);
  return start;
}

static void check_guards(uint8_t *start, size_t size, const char *name) {
  size_t i;
  __asan_unpoison_memory_region(start - GUARD, size + 2 * GUARD);
  for (i = 0; i < GUARD; ++i)
    if (start[(ptrdiff_t)i - GUARD] != GUARD_JUNK ||
        start[size + i] != GUARD_JUNK) {
      complain("memory beside it was written", name);
      return;
    }
}

/* Lets arena_used reach the last byte of [start, end) that was written. */
static void note_use(size_t start, size_t end) {
  while (end > start && end > arena_used && arena_start[end - 1] == junk)
    --end;
  if (end > start && end > arena_used)
    arena_used = end;
}

/* Nothing lives before the first tick of a frame. */
static void begin_frame(void) {
  __asan_unpoison_memory_region(arena_start, arena.size);
  note_use(0, arena.size);
  memset(arena_start, junk, arena.size);
  __asan_poison_memory_region(arena_start, arena.size);
  next_change = 0;
}

static void change_bytes(const struct change *change) {
  uint8_t *start = arena_start + change->offset;
  size_t size = (size_t)change->size, i;
  if (!change->is_birth) {
    note_use((size_t)change->offset, (size_t)change->offset + size);
    memset(start, junk, size);
    __asan_poison_memory_region(start, size);
    return;
  }
  __asan_unpoison_memory_region(start, size);
  for (i = 0; i < size; ++i)
    if (start[i] != junk) {
      fprintf(stderr, "byte %lu before tick %ld: ",
              (unsigned long)((size_t)change->offset + i), (long)change->tick);
      complain("was written while nothing lived there", arena.name);
      return;
    }
}

/* A network with --arena-hooks calls this before tick `tick`. */
void arena_tick(int32_t tick) {
  if (tick < last_tick || last_tick < 0)
    begin_frame();
  last_tick = tick;
  while (next_change < change_count && changes[next_change].tick <= tick)
    change_bytes(&changes[next_change++]);
}

/* Fills what a call writes with junk that the last call's was not. */
static void begin_call(uint8_t new_junk) {
  int i;
  junk = new_junk;
  last_tick = -1;
  arena_start = guarded(arena.memory, arena.size);
  for (i = 0; i < port_count; ++i)
    if (ports[i].is_output)
      buffers[i] = guarded(ports[i].memory, ports[i].size);
}

/* The first call's outputs are kept, all others' compared with them. */
static void end_call(int is_first, const char *name) {
  int i;
  check_guards(arena_start, arena.size, arena.name);
  note_use(0, arena.size);
  if (change_count > 0 && last_tick < 0)
    complain("told of no tick", name);
  for (i = 0; i < port_count; ++i) {
    if (!ports[i].is_output)
      continue;
    check_guards(buffers[i], ports[i].size, ports[i].name);
    if (is_first)
      memcpy(ports[i].first, buffers[i], ports[i].size);
    else if (memcmp(ports[i].first, buffers[i], ports[i].size) != 0)
      complain("gives other outputs than the first call of model_run", name);
  }
}

static void call_run(uint8_t new_junk, int is_first) {
  begin_call(new_junk);
  if (run(buffers, arena_start) != 0)
    complain("does not return 0", "model_run");
  end_call(is_first, "model_run");
}

/* Pushes a copy of rows [first, first + count) that lies alone. */
static void push_piece(int32_t first, int32_t count, int32_t expected) {
  size_t row_size = ports[0].size / (size_t)frame_rows, i;
  size_t size = count > 0 && count <= frame_rows ? (size_t)count * row_size : 1;
  uint8_t *rows = guarded(rows_memory, size);
  if (first >= 0 && count > 0 && count <= frame_rows - first)
    for (i = 0; i < size; ++i)
      rows[i] = buffers[0][(size_t)first * row_size + i];
  if (push(rows, first, count, buffers, arena_start) != expected) {
    fprintf(stderr, "rows %ld and %ld more: ", (long)first, (long)count - 1);
    complain("does not return what it should", "model_push_rows");
  }
  check_guards(rows, size, "rows");
}

/* Calls that must change nothing when `taken` rows were taken, at least 1. */
static void push_wrongly(int32_t taken) {
  push_piece(taken, 0, -1);
  push_piece(taken, -1, -1);
  push_piece(taken, frame_rows - taken + 1, -1);
  push_piece(taken, INT32_MAX, -1);
  push_piece(taken + 1, 1, -1);
  push_piece(-1, 1, -1);
  push_piece(INT32_MIN, 1, -1);
  push_piece(INT32_MAX, 1, -1);
  push_piece(0, frame_rows + 1, -1);
  if (taken > 1)
    push_piece(taken - 1, 1, -1);
}

static void call_push(uint8_t new_junk, int32_t piece, int is_wrong_between) {
  int32_t first = 0;
  begin_call(new_junk);
  if (is_wrong_between) {
    /* A frame that is given up. */
    push_piece(0, 1, frame_rows - 1);
    if (frame_rows > 1)
      push_piece(1, 1, frame_rows - 2);
  }
  while (first < frame_rows) {
    int32_t count = piece < frame_rows - first ? piece : frame_rows - first;
    push_piece(first, count, frame_rows - first - count);
    first += count;
    if (is_wrong_between)
      push_wrongly(first);
  }
  end_call(0, "model_push_rows");
}

/* Reads or writes one example of each file of one direction. */
static void transfer(int is_output) {
  int i;
  for (i = 0; i < port_count; ++i) {
    size_t size = ports[i].size;
    if (ports[i].is_output != is_output)
      continue;
    if (is_output ? fwrite(ports[i].first, 1, size, files[i]) != size
                  : fread(buffers[i], 1, size, files[i]) != size)
      complain("its file is too short or cannot be written", ports[i].name);
  }
}

/* Whether the first input's file holds another example. */
static int has_more(void) {
  int byte;
  if (ports[0].is_output || status != 0)
    return 0;
  byte = fgetc(files[0]);
  if (byte != EOF)
    ungetc(byte, files[0]);
  return byte != EOF;
}

static void check_arena_use(void) {
  if ((arena_used + 15) / 16 * 16 == arena.size)
    return;
  fprintf(stderr, "%lu of %lu bytes are used: ", (unsigned long)arena_used,
          (unsigned long)arena.size);
  complain("larger than it need be", arena.name);
}

int main(int argc, char **argv) {
  int i;
  if (argc != port_count + 1 || port_count > MOST_PORTS)
    return 2;
  for (i = 0; i < port_count; ++i) {
    files[i] = fopen(argv[i + 1], ports[i].is_output ? "wb" : "rb");
    if (!files[i]) {
      complain("its file cannot be opened", ports[i].name);
      return status;
    }
    if (!ports[i].is_output)
      buffers[i] = guarded(ports[i].memory, ports[i].size);
  }
  do {
    transfer(0);
    call_run(0xA5, 1);
    call_run(0x5A, 0);
    if (frame_rows > 0) {
      call_push(0xA5, 1, 1);
      call_push(0x5A, 3, 0);
      call_push(0xFF, 7, 1);
      call_push(0x00, frame_rows, 0);
    }
    transfer(1);
  } while (has_more());
  check_arena_use();
  for (i = 0; i < port_count; ++i) {
    if (!ports[i].is_output) {
      check_guards(buffers[i], ports[i].size, ports[i].name);
      if (fgetc(files[i]) != EOF)
        complain("its file is too long", ports[i].name);
    }
    if (fclose(files[i]) != 0)
      complain("its file cannot be written", ports[i].name);
  }
  return status;
}
