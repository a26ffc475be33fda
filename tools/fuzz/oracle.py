"""Decides how models are run in ONNX Runtime: one process for many, restarted when a model takes it down."""
import base64
import json
import os
import select
import subprocess

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
# What makes integers exact on x86, by the type of activations; see test/oracle/README.md.
EXACT = {np.uint8: {"session.x64quantprecision": "1"}, np.int8: {"session.qdqisint8allowed": "1"}}
TYPES = {"float32": np.float32, "float64": np.float64, "float16": np.float16, "int8": np.int8, "uint8": np.uint8,
         "int32": np.int32, "int64": np.int64, "bool": np.bool_}
NAMES = {np.dtype(numpy_type): name for name, numpy_type in TYPES.items()}


class OracleError(Exception):
    """ONNX Runtime refused the model or died of it."""


class Oracle:
    def __init__(self, timeout=600):
        self.process, self.timeout = None, timeout

    def start(self):
        environment = dict(os.environ)
        environment.setdefault("NODE_PATH", os.path.join(HERE, "..", "..", "build", "oracle", "node_modules"))
        self.process = subprocess.Popen(["node", os.path.join(HERE, "ort_server.mjs")], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment)
        if not self.process.stdout.readline():
            raise SystemExit("fuzz: ONNX Runtime does not start: NODE_PATH must lead to onnxruntime-node (tools/setup --oracle)")

    def stop(self):
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def run(self, model, feeds, config, level="all"):
        """`feeds`: one {name: array} per run; returns the outputs in the same form. Raises OracleError."""
        if not self.process:
            self.start()
        request = {"model": model, "level": level, "config": config,
                   "runs": [{name: encode(array) for name, array in feed.items()} for feed in feeds]}
        try:
            self.process.stdin.write(json.dumps(request).encode() + b"\n")
            self.process.stdin.flush()
            ready, _, _ = select.select([self.process.stdout], [], [], self.timeout)
            line = self.process.stdout.readline() if ready else b""
        except OSError:
            line = b""
        if not line:
            self.stop()
            raise OracleError("ONNX Runtime died or took too long")
        reply = json.loads(line)
        if "error" in reply:
            raise OracleError(reply["error"])
        return [{name: decode(tensor) for name, tensor in run.items()} for run in reply["runs"]]


def encode(array):
    array = np.ascontiguousarray(array)
    return {"type": NAMES[array.dtype], "dims": list(array.shape), "data": base64.b64encode(array.tobytes()).decode()}


def decode(tensor):
    data = np.frombuffer(base64.b64decode(tensor["data"]), TYPES[tensor["type"]])
    return data.reshape(tensor["dims"])
