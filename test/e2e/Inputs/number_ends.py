"""Runs the model of number-ends.onnxtext, compiled to the folder DIR/c, on the ends of its types under UBSan.

number_ends.py DIR
"""
import os
import sys

import numpy as np

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
sys.path.insert(0, os.path.join(ROOT, "tools", "generated"))
from generated_model import SANITIZE, STRICT, run_generated  # noqa: E402

LEAST, MOST = -2**31, 2**31 - 1
INPUTS = [
    np.array([7, -7, LEAST, LEAST, 3, -1], np.int32), np.array([-2, 0, -1, 1, 5, -3], np.int32),
    np.array([-2**63, -2**63, 9, 9], np.int64), np.array([-1, 0, -2, 2], np.int64),
    np.array([0, 255, 7, 1], np.uint8), np.array([1, 255, 9, 0], np.uint8),
    np.array([1e30, -1e30, np.nan, -1.9, 255.9, 3e9], np.float32),
    np.array([[-200, 200, -1, 0, 1e-6, 88]], np.float32),
]
REAL = INPUTS[-1].astype(np.float64)
SHIFTED = REAL - REAL.max()
EXPECTED = [
    np.array([-3, 0, LEAST, LEAST, 0, 0], np.int32),
    np.array([0, 1, 0, LEAST, 243, -1], np.int32),
    np.array([-2**63, 0, -4, 4], np.int64),
    np.array([255, 0, 254, 1], np.uint8),
    np.array([MOST, LEAST, 0, -1, 255, MOST], np.int32),
    np.array([255, 0, 0, 0, 255, 255], np.uint8),
    np.array([2**32 - 1, 0, 0, 0, 255, 3000000000], np.uint32),
    np.logaddexp(0, REAL).astype(np.float32),
    (1 / (1 + np.exp(-REAL))).astype(np.float32),
    (np.exp(SHIFTED) / np.exp(SHIFTED).sum()).astype(np.float32),
    (SHIFTED - np.log(np.exp(SHIFTED).sum())).astype(np.float32),
    np.where(REAL < 0, np.expm1(REAL), REAL).astype(np.float32),
]


def main():
    folder = sys.argv[1]
    found = run_generated(os.path.join(folder, "c"), folder, INPUTS, [array.dtype for array in EXPECTED],
                          compiler=("gcc", *STRICT, "-O1", *SANITIZE))
    for number, (array, expected) in enumerate(zip(found, EXPECTED)):
        is_float = expected.dtype.kind == "f"
        if not np.allclose(array, expected, rtol=1e-6 * is_float, atol=1e-38 * is_float):
            sys.exit(f"output {number}: {array.tolist()}, not {expected.tolist()}")


main()
