"""Decides every random number of the zoo, so that files are equal everywhere.

Only the raw 64-bit output of the Philox generator is used, with integer
arithmetic on top: it does not depend on the numpy version, the C library or
the processor.
"""
import zlib

import numpy


class RandomStream:
    """A stream of its own for each name, so that one layer's numbers do not
    depend on how many the layers before it drew."""

    def __init__(self, seed_name):
        seed = zlib.crc32(seed_name.encode())
        self.bits = numpy.random.Philox(key=seed)

    def integers(self, count):
        """`count` integers in [0, 2^16)."""
        words = self.bits.random_raw(-(-count // 4)).astype("<u8")
        return words.view("<u2").astype(numpy.int64)[:count]

    def uniform(self, low, high, shape):
        """Multiples of (high - low) / 2^16 in [low, high)."""
        count = int(numpy.prod(shape))
        return low + (high - low) * (self.integers(count) / 65536.0).reshape(shape)

    def bell(self, shape):
        """Bell-shaped numbers: mean 0, standard deviation 1, |x| < 3.47.

        The sum of four uniforms (Irwin-Hall), in multiples of 2^-15 before the
        constant sqrt(3) brings the deviation to 1.
        """
        return self.bell_integers(shape) * (numpy.sqrt(3.0) / 65536.0)

    def bell_integers(self, shape):
        """The same as integers: deviation 65536 / sqrt(3), |n| <= 131070."""
        count = int(numpy.prod(shape))
        sums = self.integers(4 * count).reshape(count, 4).sum(axis=1)
        return (sums - 131070).reshape(shape)
