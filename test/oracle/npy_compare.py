"""Decides whether two .npy files hold the same tensor, and says how they differ.

Exit status 0: same type, shape and values (within --atol); 1: different or
unreadable. NaN equals NaN.
"""
import argparse
import sys

import numpy


def describe_difference(a, b, atol):
    """One line on how a and b differ, or None."""
    if a.dtype != b.dtype or a.shape != b.shape:
        return f"{a.dtype} {list(a.shape)} is not {b.dtype} {list(b.shape)}"
    if not a.size:
        return None
    wide = numpy.float64 if a.dtype.kind == "f" else numpy.int64
    with numpy.errstate(invalid="ignore"):
        distance = abs(a.astype(wide) - b.astype(wide))
    same = numpy.asarray(a == b) | (numpy.asarray(distance <= atol).astype(bool))
    if a.dtype.kind == "f":
        same |= numpy.isnan(a) & numpy.isnan(b)
    count = int(same.size - numpy.count_nonzero(same))
    if not count:
        return None
    first = numpy.argwhere(~same)[0].tolist()
    at = tuple(first)
    return (f"{count} of {a.size} elements differ, first at {first}: "
            f"{a[at]} is not {b[at]}, largest difference {distance[~same].max()}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("a", metavar="A.npy")
    parser.add_argument("b", metavar="B.npy")
    parser.add_argument("--atol", type=float, default=0.0, metavar="X",
                        help="largest difference that counts as equal (default 0)")
    options = parser.parse_args()
    try:
        a, b = numpy.load(options.a), numpy.load(options.b)
    except (OSError, ValueError) as error:
        print(f"npy_compare: {error}", file=sys.stderr)
        return 1
    difference = describe_difference(a, b, options.atol)
    print(difference or f"equal: {a.dtype} {list(a.shape)}")
    return 1 if difference else 0


if __name__ == "__main__":
    sys.exit(main())
