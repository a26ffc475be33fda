// A bare-metal program reaches the console, its arguments, files, the heap and
// its exit status, and counts instructions alike in every run.
// REQUIRES: cortex-m4
// RUN: %targets/arm/cortex_m4/build %t.elf %cwarn %s
// RUN: %run_cortex_m4 --count %t.elf one t,w,o %s > %t.first
// RUN: FileCheck %s < %t.first
// RUN: %run_cortex_m4 --count %t.elf one t,w,o %s | diff %t.first -
// RUN: not %run_cortex_m4 %t.elf
// RUN: not %run_cortex_m4 %t.elf one two %t.does-not-exist | FileCheck %s --check-prefix=MISSING
// A fault is a failure, not a hang.
// RUN: not %run_cortex_m4 %t.elf fault
// CHECK: arguments one t,w,o
// CHECK-NEXT: data 7, zeroed 0, float 0.75
// CHECK-NEXT: first line: // A bare-metal program
// CHECK-NEXT: heap yes
// CHECK-NEXT: loop of {{[1-9][0-9]*}} instructions
// CHECK-NEXT: stack {{[1-9][0-9]*}}
// MISSING: no file
#include "board.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int data[2] = {3, 7};
static int zeroed[100];

int main(int argc, char **argv) {
  char line[24] = {0};
  volatile float product = 0.5f;
  volatile int sum = 0;
  FILE *file;
  uint64_t start;
  if (argc == 2) // an undefined instruction
    __asm__ volatile("udf #0");
  if (argc != 4)
    return 2;
  printf("arguments %s %s\n", argv[1], argv[2]);
  product *= 1.5f;
  printf("data %d, zeroed %d, float %g\n", data[1], zeroed[99],
         (double)product);
  file = fopen(argv[3], "rb");
  if (!file) {
    printf("no file\n");
    return 1;
  }
  if (fread(line, 1, sizeof line - 1, file) == sizeof line - 1)
    printf("first line: %s\n", line);
  fclose(file);
  printf("heap %s\n", malloc(100000) ? "yes" : "no");
  start = board_instructions();
  for (int i = 0; i < 1000; ++i)
    sum += i;
  printf("loop of %lu instructions\n",
         (unsigned long)(board_instructions() - start));
  printf("stack %lu\n", (unsigned long)board_stack_bytes());
  return 0;
}
