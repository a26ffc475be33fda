#!/usr/bin/python3
"""An attendc with a bug, for tests of the fuzzer: runs $REAL_ATTENDC and does to its C what $BROKEN says.

negative: products are subtracted. beyond: the byte behind the arena is written. overflow: a sum of ints has no value. crash: it dies of a signal.
"""
import os
import signal
import subprocess
import sys

CHANGES = {
    "negative": ("acc[i] += value", "acc[i] -= value"),
    "beyond": ("return 0;", "((char *)arena)[MODEL_ARENA_BYTES] = 1; return 0;"),
    "overflow": ("return 0;", "{ volatile int most = 2147483647; most = most + 1; } return 0;"),
}

broken = os.environ["BROKEN"]
if broken == "crash":
    os.kill(os.getpid(), signal.SIGSEGV)
done = subprocess.run([os.environ["REAL_ATTENDC"], *sys.argv[1:]])
if done.returncode == 0 and sys.argv[1] == "compile":
    path = os.path.join(sys.argv[sys.argv.index("-o") + 1], "model.c")
    with open(path) as file:
        text = file.read()
    with open(path, "w") as file:
        file.write(text.replace(*CHANGES[broken]))
sys.exit(done.returncode)
