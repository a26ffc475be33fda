"""Decides how generated C is run on numpy arrays: what its header says, and how main.c is bound to it.

Arrays are in ONNX's layout and types. A rank-4 buffer is [N, H, W, C] where the header says so; a float array of ONNX
may be stored quantized, then the header has its scale and zero point.
"""
import os
import re
import subprocess

import numpy as np

import arena_lives

STRICT = ["-std=c99", "-pedantic", "-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-Wfloat-conversion",
          "-Wdouble-promotion", "-Werror"]
SANITIZE = ["-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"]
STORED_TYPES = {"float": "f4", "double": "f8", "int8_t": "i1", "uint8_t": "u1", "int16_t": "i2", "uint16_t": "u2",
                "int32_t": "i4", "uint32_t": "u4", "int64_t": "i8", "uint64_t": "u8"}
HERE = os.path.dirname(os.path.abspath(__file__))
MAIN = os.path.join(HERE, "main.c")
PORT = re.compile(r"^/\* (Input|Output) `(.*)`: (\w+)[^\[\n]*\[([0-9, ]*)\](, that is \[N, H, W, C\])?", re.MULTILINE)

BINDING = """/* binding.c: the network that main.c runs. */
#include "binding.h"

#include "@prefix@.h"

@memory@
const struct port ports[] = {
@ports@
};
const int port_count = (int)(sizeof ports / sizeof ports[0]);
static uint8_t arena_memory[@PREFIX@_ARENA_BYTES + 3 * GUARD];
const struct port arena = {"the arena", @PREFIX@_ARENA_BYTES, 0, arena_memory, NULL};
const struct change changes[] = {
@changes@
};
const int32_t change_count = @count@;
const int32_t frame_rows = @rows@;

int run(uint8_t *const *buffers, uint8_t *arena_start) {
  return @prefix@_run(@run@);
}
"""
PUSHES = """
static uint8_t piece_memory[@frame@ + 3 * GUARD];
uint8_t *const rows_memory = piece_memory;

int32_t push(const uint8_t *rows, int32_t first, int32_t count, uint8_t *const *buffers, uint8_t *arena_start) {
  return @prefix@_push_rows(@push@);
}
"""
PUSHES_NOT = """
uint8_t *const rows_memory = NULL;

int32_t push(const uint8_t *rows, int32_t first, int32_t count, uint8_t *const *buffers, uint8_t *arena_start) {
  (void)rows, (void)first, (void)count, (void)buffers, (void)arena_start;
  return -1;
}
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
    """The C in the folder `source`; `inputs` and `outputs` are its ports in the order of the network. With `report`, what
    `attendc report --json` says of C made with --arena-hooks, its program watches the arena tick by tick."""

    def __init__(self, source, prefix="model", report=None):
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
        self.changes = arena_lives.changes(report) if report else []
        self.arena_bytes = macro_value(text, f"{prefix}_ARENA_BYTES".upper())
        self.computes_in_float = "Computes in floating point" in text
        # Of the frame, where it can be pushed row by row; else 0.
        self.frame_rows = self.inputs[0].shape[1] if f"{prefix}_push_rows(" in text else 0
        # Only where the header asks for it: a model without libm must link without.
        self.libraries = ["-lm"] * ("(-lm)" in text)

    def binding_text(self):
        """The C of binding.h for this model."""
        memory, table, arguments = [], [], []
        for index, port in enumerate(self.ports):
            memory.append(f"static uint8_t memory_{index}[{port.bytes} + 3 * GUARD];")
            if port.is_output:
                memory.append(f"static uint8_t first_{index}[{port.bytes}];")
            first = f"first_{index}" if port.is_output else "NULL"
            table.append(f'  {{"{port.name}", {port.bytes}, {int(port.is_output)}, memory_{index}, {first}}},')
            constant = "" if port.is_output else "const "
            arguments.append(f"({constant}{port.stored_type} *)(void *)buffers[{index}]")
        arguments.append("arena_start")
        text = BINDING.replace("@memory@", "\n".join(memory)).replace("@ports@", "\n".join(table))
        text = text.replace("@run@", ", ".join(arguments)) + (PUSHES if self.frame_rows else PUSHES_NOT)
        changes = [f"  {{{', '.join(map(str, change))}}}," for change in self.changes or [(0, 0, 0, 0)]]
        text = text.replace("@changes@", "\n".join(changes)).replace("@count@", str(len(self.changes)))
        rows = f"(const {self.ports[0].stored_type} *)(const void *)rows"
        text = text.replace("@push@", ", ".join([rows, "first", "count", *arguments[1:]]))
        text = text.replace("@rows@", str(self.frame_rows)).replace("@frame@", str(self.ports[0].bytes))
        return text.replace("@prefix@", self.prefix).replace("@PREFIX@", self.prefix.upper())

    def write_binding(self, work):
        """Writes binding.c into the folder `work`; what a C compiler makes a program of, with main.c."""
        binding = os.path.join(work, "binding.c")
        with open(binding, "w", encoding="utf-8") as file:
            file.write(self.binding_text())
        hooks = ["-include", os.path.join(HERE, "tick.h")] * bool(self.changes)
        return [*hooks, os.path.join(self.source, f"{self.prefix}.c"), os.path.join(self.source, f"{self.prefix}_weights.c"), binding]

    def build_command(self, work, compiler):
        """The command that compiles the model and its program to the file `program` in the folder `work`. `compiler`:
        its name and flags."""
        return [*compiler, "-I", self.source, "-I", HERE, *self.write_binding(work), MAIN,
                "-o", os.path.join(work, "program"), *self.libraries]

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
