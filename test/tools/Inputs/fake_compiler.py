"""Stands in for attendc in the test of the conformance runner: writes C for a Relu of 60 elements, or goes wrong.

fake_compiler.py HOW compile MODEL.onnx ... -o DIR, HOW being right, wrong, shape, unsupported, refused, killed,
outside, asleep.
"""
import os
import signal
import sys

HEADER = """/* Input `x`: float [{shape}]. */
#define MODEL_INPUT_BYTES 240
#define MODEL_ARENA_BYTES 0

/* Output `y`: float [{shape}]. */
#define MODEL_OUTPUT_BYTES 240

int model_run(const float *input, float *output, void *arena);
"""
BODY = """#include "model.h"

int model_run(const float *input, float *output, void *arena) {{
  int i;
  (void)arena;
  for (i = 0; i < {count}; ++i)
    output[i] = input[i] > {least}f ? input[i] : {least}f;
  return 0;
}}
"""


def main():
    how, folder = sys.argv[1], sys.argv[-1]
    if how == "killed":
        os.kill(os.getpid(), signal.SIGSEGV)
    if how in ("unsupported", "refused"):
        print(f"attendc: error: y: Relu: {how} here", file=sys.stderr)
        sys.exit(3 if how == "unsupported" else 1)
    os.makedirs(folder, exist_ok=True)
    texts = {"model.h": HEADER.format(shape="60" if how == "shape" else "3, 4, 5"),
             "model.c": BODY.format(count=61 if how == "outside" else 60, least="0.01" if how == "wrong" else "0.0"),
             "model_weights.c": "typedef int model_weights;\n"}
    for name, text in texts.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text)


if __name__ == "__main__":
    main()
