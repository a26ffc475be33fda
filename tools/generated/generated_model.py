"""Decides how generated C is run on numpy arrays: what its header says, and the program that stands around it.

Arrays are in ONNX's layout and types. A rank-4 buffer is [N, H, W, C] where the header says so; a float array of ONNX
may be stored quantized, then the header has its scale and zero point.
"""
import os
import re
import subprocess

import numpy as np

STRICT = ["-std=c99", "-pedantic", "-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-Wfloat-conversion",
          "-Wdouble-promotion", "-Werror"]
SANITIZE = ["-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"]
STORED_TYPES = {"float": "f4", "double": "f8", "int8_t": "i1", "uint8_t": "u1", "int16_t": "i2", "uint16_t": "u2",
                "int32_t": "i4", "uint32_t": "u4", "int64_t": "i8", "uint64_t": "u8"}
PORT = re.compile(r"^/\* (Input|Output) `(.*)`: (\w+)[^\[\n]*\[([0-9, ]*)\](, that is \[N, H, W, C\])?", re.MULTILINE)

# Buffers stand between guards and start full of junk, so that a write outside one, or a read of what was never written,
# shows; AddressSanitizer sees reads of the guards, too.
MAIN_HEAD = """/* main.c: runs the model once: main INPUT-FILE... OUTPUT-FILE..., raw bytes. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "@prefix@.h"

/* The exit status: a board without an operating system has no exit(). */
static int status;

#define GUARD 64
#if defined(__SANITIZE_ADDRESS__)
void __asan_poison_memory_region(void const volatile *, size_t);
void __asan_unpoison_memory_region(void const volatile *, size_t);
#else
#define __asan_poison_memory_region(start, size) (void)0
#define __asan_unpoison_memory_region(start, size) (void)0
#endif

/* Where `size` bytes start in the array `all` of `size` + 3 * GUARD. */
static uint8_t *guarded(uint8_t *all, size_t size) {
  uint8_t *start = all + GUARD + (GUARD - (uintptr_t)all % GUARD) % GUARD;
  memset(all, 0xA5, size + 3 * GUARD);
  __asan_poison_memory_region(start - GUARD, GUARD);
  __asan_poison_memory_region(start + size, GUARD);
  return start;
}

static void check(uint8_t *start, size_t size, const char *name) {
  size_t i;
  __asan_unpoison_memory_region(start - GUARD, size + 2 * GUARD);
  for (i = 0; i < GUARD; ++i)
    if (start[(ptrdiff_t)i - GUARD] != 0xA5 || start[size + i] != 0xA5) {
      fprintf(stderr, "memory beside %s was written\\n", name);
      status = 2;
    }
}

static void transfer(void *bytes, size_t size, const char *path, int write) {
  FILE *file = fopen(path, write ? "wb" : "rb");
  size_t done = 0;
  if (file)
    done = write ? fwrite(bytes, 1, size, file) : fread(bytes, 1, size, file);
  if (!file || done != size || (!write && fgetc(file) != EOF) || fclose(file)) {
    fprintf(stderr, "%s: expected a file of %lu bytes\\n", path, (unsigned long)size);
    status = 2;
  }
}

static uint8_t arena_memory[@PREFIX@_ARENA_BYTES + 3 * GUARD];
@memory@
int main(int argc, char **argv) {
  uint8_t *arena = guarded(arena_memory, @PREFIX@_ARENA_BYTES);
@buffers@
  if (argc != @arguments@)
    return 2;
"""


class HeaderError(Exception):
    """A header that does not say what it should."""


class Port:
    """An input or output: `shape` is that of the stored buffer, `dtype` its numpy type."""

    def __init__(self, text, kind, label, stored_type, shape, is_nhwc, name, macro):
        self.is_output, self.label, self.name = kind == "Output", label, name
        self.stored_type, self.is_nhwc = stored_type, bool(is_nhwc)
        if stored_type not in STORED_TYPES:
            raise HeaderError(f"{name}: no type '{stored_type}' is known")
        self.dtype = np.dtype(STORED_TYPES[stored_type])
        self.shape = tuple(int(size) for size in shape.split(",") if size.strip())
        self.bytes = int(np.prod(self.shape, dtype=np.int64)) * self.dtype.itemsize
        self.scale = macro_value(text, f"{macro}_SCALE")
        self.zero_point = macro_value(text, f"{macro}_ZERO_POINT")
        if macro_value(text, f"{macro}_BYTES") != self.bytes:
            raise HeaderError(f"{macro}_BYTES is not the size of {stored_type} {list(self.shape)}")

    def stored(self, array):
        """The buffer's bytes for `array`."""
        is_real = array.dtype.kind == "f"
        if is_real and self.dtype.kind in "iu" and self.scale is not None:
            limits = np.iinfo(self.dtype)
            steps = np.rint(array.astype(np.float32) / np.float32(self.scale)) + self.zero_point
            array = np.clip(steps, limits.min, limits.max).astype(self.dtype)
        if self.is_nhwc:
            array = array.transpose(0, 2, 3, 1)
        if array.shape != self.shape or array.dtype.itemsize != self.dtype.itemsize:
            raise HeaderError(f"{self.name} is {self.stored_type} {list(self.shape)}, "
                              f"not {array.dtype} {list(array.shape)}")
        return np.ascontiguousarray(array).tobytes()

    def array(self, data, dtype):
        """The ONNX array of `dtype` that the buffer's bytes `data` stand for."""
        dtype = np.dtype(dtype)
        if dtype.kind == "f" and self.dtype.kind in "iu" and self.scale is not None:
            steps = np.frombuffer(data, self.dtype).astype(np.int32) - int(self.zero_point)
            array = (steps.astype(np.float32) * np.float32(self.scale)).astype(dtype)
        elif dtype.itemsize == self.dtype.itemsize:
            array = np.frombuffer(data, dtype)
        else:
            raise HeaderError(f"{self.name} is {self.stored_type}, not {dtype}")
        array = array.reshape(self.shape)
        return array.transpose(0, 3, 1, 2) if self.is_nhwc else array


def macro_value(text, macro):
    found = re.search(rf"^#define {macro} \(?([-+0-9.e]+)f?\)?$", text, re.MULTILINE)
    return None if not found else float(found.group(1)) if "SCALE" in macro else int(found.group(1))


class GeneratedModel:
    """The C in the folder `source`; `inputs` and `outputs` are its ports in the order of the network."""

    def __init__(self, source, prefix="model"):
        self.source, self.prefix = source, prefix
        with open(os.path.join(source, f"{prefix}.h"), encoding="utf-8") as file:
            text = file.read()
        prototype = re.search(rf"^int {prefix}_run\((.*?)\);", text, re.MULTILINE | re.DOTALL)
        if not prototype:
            raise HeaderError(f"{prefix}.h declares no {prefix}_run")
        names = re.findall(r"\*\s*(\w+)", prototype.group(1))[:-1]
        found = PORT.findall(text)
        if len(found) != len(names):
            raise HeaderError(f"{prefix}.h describes {len(found)} buffers, {prefix}_run takes {len(names)}")
        ports = [Port(text, *fields, name, f"{prefix}_{name}".upper()) for fields, name in zip(found, names)]
        self.inputs = [port for port in ports if not port.is_output]
        self.outputs = [port for port in ports if port.is_output]
        self.ports = ports
        # Only where the header asks for it: a model without libm must link without.
        self.libraries = ["-lm"] * ("(-lm)" in text)

    def main_text(self):
        """The C of a program that runs the model once on files."""
        memory = [f"static uint8_t {port.name}_memory[{port.bytes} + 3 * GUARD];\n" for port in self.ports]
        buffers = [f"  uint8_t *{port.name}_buffer = guarded({port.name}_memory, {port.bytes});" for port in self.ports]
        lines = []
        for index, port in enumerate(self.ports, 1):
            if not port.is_output:
                lines.append(f"  transfer({port.name}_buffer, {port.bytes}, argv[{index}], 0);")
        arguments = [f"({'' if port.is_output else 'const '}{port.stored_type} *)(void *){port.name}_buffer"
                     for port in self.ports]
        lines.append(f"  if (@prefix@_run({', '.join(arguments + ['arena'])}) != 0)\n    return 3;")
        lines.append("  check(arena, @PREFIX@_ARENA_BYTES, \"the arena\");")
        for index, port in enumerate(self.ports, 1):
            lines.append(f"  check({port.name}_buffer, {port.bytes}, \"{port.name}\");")
            if port.is_output:
                lines.append(f"  transfer({port.name}_buffer, {port.bytes}, argv[{index}], 1);")
        text = MAIN_HEAD + "\n".join(lines) + "\n  return status;\n}\n"
        text = text.replace("@memory@", "".join(memory)).replace("@buffers@", "\n".join(buffers))
        text = text.replace("@arguments@", str(len(self.ports) + 1))
        return text.replace("@prefix@", self.prefix).replace("@PREFIX@", self.prefix.upper())

    def build_command(self, work, compiler):
        """The command that compiles the model and its program to the file `program` in the folder `work`. `compiler`:
        its name and flags."""
        main = os.path.join(work, "main.c")
        with open(main, "w", encoding="utf-8") as file:
            file.write(self.main_text())
        sources = [os.path.join(self.source, name) for name in (f"{self.prefix}.c", f"{self.prefix}_weights.c")]
        return [*compiler, "-I", self.source, *sources, main, "-o", os.path.join(work, "program"), *self.libraries]

    def run_command(self, work, arrays, runner=()):
        """Writes the inputs (ONNX's arrays) to files in `work`; returns the command that makes the outputs there."""
        if len(arrays) != len(self.inputs):
            raise HeaderError(f"{len(self.inputs)} inputs, not {len(arrays)}")
        files = [os.path.join(work, f"{index}.bin") for index in range(len(self.ports))]
        for path, port, array in zip(files, self.inputs, arrays):
            with open(path, "wb") as file:
                file.write(port.stored(array))
        return [*runner, os.path.join(work, "program"), *files]

    def read_outputs(self, work, dtypes):
        """The outputs of the last run as arrays of the types `dtypes`, those of the ONNX file."""
        if len(dtypes) != len(self.outputs):
            raise HeaderError(f"{len(self.outputs)} outputs, not {len(dtypes)}")
        arrays = []
        for index, (port, dtype) in enumerate(zip(self.outputs, dtypes), len(self.inputs)):
            with open(os.path.join(work, f"{index}.bin"), "rb") as file:
                arrays.append(port.array(file.read(), dtype))
        return arrays


def run_generated(source, work, arrays, dtypes, compiler=("gcc", *STRICT, "-O2"), runner=(), timeout=600):
    """Builds the C in `source` in the folder `work` and runs it on `arrays`; the outputs as arrays of `dtypes`. Raises
    CalledProcessError, with the tool's messages, if one fails."""
    model = GeneratedModel(source)
    for command in (lambda: model.build_command(work, compiler), lambda: model.run_command(work, arrays, runner)):
        subprocess.run(command(), check=True, capture_output=True, text=True, timeout=timeout)
    return model.read_outputs(work, dtypes)
