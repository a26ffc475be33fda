#!/usr/bin/python3
"""An attendc with a bug, for tests of the fuzzer: runs $REAL_ATTENDC and does to its C what $BROKEN says.

minimum: pools take the minimum. beyond: results are stored one byte too far. crash: it dies of a signal.
"""
import os
import signal
import subprocess
import sys

CHANGES = {"minimum": ("= attend_max(acc[", "= attend_min(acc["), "beyond": ("] =\n          (int8_t)", " + 1] =\n          (int8_t)")}

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
