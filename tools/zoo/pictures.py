"""Decides what the synthetic pictures show: gradients, shapes, textures, noise.

Integer arithmetic only, so that a picture is the same on every machine.
"""
import numpy

from random_stream import RandomStream


def picture(index, size):
    """Picture number `index`: uint8 [size, size, 3], red green blue."""
    draw = RandomStream(f"picture:{index}")
    canvas = gradient(draw, size)
    kinds = (stripes, checkers, clouds, grain)
    for _ in range(1 + index % 3):
        texture = kinds[below(draw, len(kinds))](draw, size)
        amount = 64 + below(draw, 128)
        canvas = mix(canvas, texture, numpy.full((size, size, 1), amount))
    for _ in range(2 + below(draw, 6)):
        canvas = mix(canvas, colour(draw), shape_mask(draw, size))
    light = 160 + below(draw, 160)
    canvas = (canvas - 128) * light // 256 + 88 + below(draw, 80)
    noise = draw.integers(size * size * 3).reshape(size, size, 3) % 9 - 4
    return numpy.clip(canvas + noise, 0, 255).astype(numpy.uint8)


def below(draw, limit):
    """One integer in [0, limit)."""
    return int(draw.integers(1)[0]) * limit >> 16


def colour(draw):
    return draw.integers(3).reshape(1, 1, 3) % 256


def mix(under, over, amount):
    """`over` laid on `under` with weight amount/256; amount [size, size, 1]."""
    return (under * (256 - amount) + over * amount) >> 8


def grid(size):
    """Row and column numbers in 1/256 of the picture's side, each [size, size]."""
    steps = numpy.arange(size, dtype=numpy.int64) * 65536 // size
    return numpy.meshgrid(steps, steps, indexing="ij")


def gradient(draw, size):
    """A plane in each channel between two colours."""
    rows, columns = grid(size)
    along_rows = below(draw, 257)
    position = (rows * along_rows + columns * (256 - along_rows)) >> 16
    return mix(colour(draw), colour(draw), position[..., None])


def triangle(phase):
    """A wave of period 65536 with values in [0, 256]."""
    phase = phase % 65536
    return numpy.minimum(phase, 65536 - phase) >> 7


def stripes(draw, size):
    rows, columns = grid(size)
    across = below(draw, 33) - 16, below(draw, 33) - 16
    wave = triangle(rows * across[0] + columns * across[1])
    if below(draw, 2):
        wave = numpy.where(wave > 128, 256, 0)
    return mix(colour(draw), colour(draw), wave[..., None])


def checkers(draw, size):
    rows, columns = grid(size)
    count = 2 + below(draw, 14)
    odd = ((rows * count >> 16) + (columns * count >> 16)) % 2
    return mix(colour(draw), colour(draw), 256 * odd[..., None])


def clouds(draw, size):
    """Value noise: three octaves of random lattices, joined linearly."""
    total = numpy.zeros((size, size, 1), numpy.int64)
    for octave, weight in ((3, 4), (7, 2), (15, 1)):
        lattice = draw.integers((octave + 1) ** 2).reshape(octave + 1, -1) >> 8
        rows, columns = (axis * octave for axis in grid(size))
        r, c = rows >> 16, columns >> 16
        down, right = (rows & 65535) >> 8, (columns & 65535) >> 8
        upper = lattice[r, c] * (256 - right) + lattice[r, c + 1] * right
        lower = lattice[r + 1, c] * (256 - right) + lattice[r + 1, c + 1] * right
        total[..., 0] += weight * ((upper * (256 - down) + lower * down) >> 16)
    return mix(colour(draw), colour(draw), total // 7)


def grain(draw, size):
    """Independent pixels around one colour."""
    values = draw.integers(size * size * 3).reshape(size, size, 3) % 256
    return mix(colour(draw), values, numpy.full((size, size, 1), 56))


def shape_mask(draw, size):
    """A disc, ring, box or half plane with opacity 96..255: [size, size, 1]."""
    rows, columns = grid(size)
    down = (rows >> 8) - below(draw, 256)
    right = (columns >> 8) - below(draw, 256)
    radius = 12 + below(draw, 90)
    kind = below(draw, 4)
    square = down * down + right * right
    if kind == 0:
        inside = square < radius * radius
    elif kind == 1:
        inside = (square < radius * radius) & (2 * square > radius * radius)
    elif kind == 2:
        inside = (abs(down) < radius) & (abs(right) < 12 + below(draw, 90))
    else:
        inside = down * (below(draw, 65) - 32) + right * (below(draw, 65) - 32) > 0
    return (inside * (96 + below(draw, 160)))[..., None]
