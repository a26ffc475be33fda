"""Writes the inputs of a test of numbers, and what numpy says must come out: expected_numbers.py KIND INPUT.bin OUTPUT.bin"""
import math
import sys

import numpy as np


def pairs(values, dtype):
    """All ordered pairs of `values`, [n * n, 2]."""
    return np.array([[a, b] for a in values for b in values], dtype)


def compare():
    x = pairs([0.0, -0.0, 1.0, -1.0, 1e-45, 3e38, np.inf, -np.inf, np.nan], np.float32)
    a, b = x[:, 0], x[:, 1]
    both = ~np.isnan(a) & ~np.isnan(b)
    columns = [a == b, a > b, a >= b, a < b, a <= b, both & (a != b), both]
    columns += [~both | (a == b), ~both | (a > b), ~both | (a >= b), ~both | (a < b), ~both | (a <= b), a != b, ~both]
    columns += [a == a, a != a]
    columns[14:14] = [np.ones_like(both), np.zeros_like(both)]
    return x, np.stack(columns, 1).astype(np.uint8)


def integers():
    x = pairs([0, 1, -1, 2**63 - 1, -2**63, 0x123456789abcdef, -77], np.int64)
    rows = []
    for a, b in x.tolist():
        ua, ub = a % 2**64, b % 2**64
        divisor = (((b | 1) % 2**64) >> 1) | 1
        quotient = abs(a) // divisor * (1 if a >= 0 else -1)
        shift = b & 63
        row = [a + b, a * b, quotient, a - quotient * divisor, ua // divisor, ua % divisor, max(a, b), min(a, b), max(ua, ub),
               min(ua, ub), a << shift, a >> shift, ua >> shift, abs(a), -(ua < ub), ua >= ub, a & 1,
               ((a + 2**15) % 2**16 - 2**15) - b % 256]
        rows.append([int(v) % 2**64 for v in row])
    return x, np.array(rows, np.uint64)


def functions():
    """[16] -> [22, 16] doubles; rows that go by way of float are as exact as float."""
    x = np.array([0.0, -0.0, 0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 1e-9, 3.7, -3.7, 99.9, -99.9, 1.0, 0.75, 42.0])
    f = x.astype(np.float32)
    with np.errstate(all="ignore"):
        bytes_ = np.trunc(x)
        rows = [np.exp(f), np.exp(x), np.log(x), np.log1p(x), np.tanh(x), np.sqrt(x), [math.erf(v) for v in x], x ** 0,
                np.floor(x), np.ceil(x), np.abs(x), np.rint(x), np.tanh(f), np.where(x > 1, np.inf, -np.inf),
                np.where(x > 1, np.nan, -np.inf), -x, bytes_, np.trunc(np.abs(x)), bytes_ % 256, -f,
                np.where(x > 1, np.nan, -np.inf), np.expm1(x)]
    return x, np.stack([np.asarray(row, np.float64) for row in rows])


KINDS = {"compare": compare, "integers": integers, "functions": functions}


def main():
    kind, inputs, outputs = sys.argv[1:]
    x, y = KINDS[kind]()
    x.tofile(inputs)
    y.tofile(outputs)


if __name__ == "__main__":
    main()
