"""Decides which shapes and textures the scenes are made of, in an object's own
coordinates: u to the right, v down, the object within about [-1, 1].

A shape gives the signed distance to its outline, negative inside; a texture the
share of the object's second colour. `pixel` is a picture's pixel in these
coordinates, over which edges are softened. Only +, -, *, / and square roots
occur, which IEEE 754 rounds the same everywhere.
"""
import numpy


def coverage(distance, pixel):
    """How much of a pixel lies inside, by its centre's signed distance."""
    return numpy.clip(0.5 - distance / pixel, 0.0, 1.0)


def length(u, v):
    return numpy.sqrt(u * u + v * v)


# Shapes.

def disc(u, v):
    return length(u, v) - 0.85


def ring(u, v):
    return abs(length(u, v) - 0.68) - 0.22


def crescent(u, v):
    return numpy.maximum(length(u, v) - 0.95, 0.72 - length(u - 0.48, v))


def heart(u, v):
    lobes = length(abs(u) - 0.42, v + 0.32) - 0.46
    return numpy.minimum(lobes, polygon(u, v, HEART_TIP))


def polygon(u, v, corners):
    """Distance to the nearest edge; inside where a ray crosses an odd number."""
    nearest = numpy.full(u.shape, numpy.inf)
    inside = numpy.zeros(u.shape, bool)
    for (au, av), (bu, bv) in zip(corners, corners[1:] + corners[:1]):
        eu, ev = bu - au, bv - av
        du, dv = u - au, v - av
        along = numpy.clip((du * eu + dv * ev) / (eu * eu + ev * ev), 0.0, 1.0)
        ru, rv = du - along * eu, dv - along * ev
        nearest = numpy.minimum(nearest, ru * ru + rv * rv)
        if ev:
            inside ^= ((av > v) != (bv > v)) & (du < dv * (eu / ev))
    return numpy.where(inside, -1.0, 1.0) * numpy.sqrt(nearest)


HEART_TIP = [(-0.83, -0.12), (0.83, -0.12), (0.0, 0.95)]
POLYGONS = {
    "square": [(-0.75, -0.75), (0.75, -0.75), (0.75, 0.75), (-0.75, 0.75)],
    "triangle": [(0.0, -0.95), (0.95, 0.7), (-0.95, 0.7)],
    "star": [(0.0, -1.0), (0.25, -0.34), (0.95, -0.31), (0.4, 0.13), (0.59, 0.81),
             (0.0, 0.42), (-0.59, 0.81), (-0.4, 0.13), (-0.95, -0.31), (-0.25, -0.34)],
    "cross": [(-0.3, -0.9), (0.3, -0.9), (0.3, -0.3), (0.9, -0.3), (0.9, 0.3), (0.3, 0.3),
              (0.3, 0.9), (-0.3, 0.9), (-0.3, 0.3), (-0.9, 0.3), (-0.9, -0.3), (-0.3, -0.3)],
    "arrow": [(0.0, -1.0), (0.8, -0.1), (0.33, -0.1), (0.33, 0.95), (-0.33, 0.95),
              (-0.33, -0.1), (-0.8, -0.1)],
    "bolt": [(0.1, -1.0), (0.75, -1.0), (0.3, -0.25), (0.75, -0.25), (-0.5, 1.0),
             (-0.15, 0.15), (-0.65, 0.15)],
}


def polygon_of(corners):
    return lambda u, v: polygon(u, v, corners)


SHAPES = {"disc": disc, "ring": ring, "crescent": crescent, "heart": heart,
          **{name: polygon_of(corners) for name, corners in POLYGONS.items()}}


# Textures: (u, v, pixel, draw) -> share of the second colour, [H, W].

def plain(u, _v, _pixel, _draw):
    return numpy.zeros(u.shape)


def striped(u, _v, pixel, draw):
    return bars(u, draw.uniform(0.45, 0.65, 1)[0], pixel)


def checked(u, v, pixel, draw):
    period = draw.uniform(0.6, 0.85, 1)[0]
    a, b = bars(u, period, pixel), bars(v, period, pixel)
    return a + b - 2 * a * b


def dotted(u, v, pixel, draw):
    period = draw.uniform(0.42, 0.58, 1)[0]
    du = (u / period - numpy.floor(u / period) - 0.5) * period
    dv = (v / period - numpy.floor(v / period) - 0.5) * period
    return coverage(length(du, dv) - 0.27 * period, pixel)


def cloudy(u, v, pixel, draw):
    """Value noise of one octave, cut at its middle with soft edges."""
    cells = 12
    lattice = draw.uniform(-1.0, 1.0, (cells, cells))
    x, y = u * 2.6 + cells / 2, v * 2.6 + cells / 2
    x, y = numpy.clip(x, 0, cells - 1.01), numpy.clip(y, 0, cells - 1.01)
    i, j = y.astype(int), x.astype(int)
    down, right = smooth(y - i), smooth(x - j)
    upper = lattice[i, j] * (1 - right) + lattice[i, j + 1] * right
    lower = lattice[i + 1, j] * (1 - right) + lattice[i + 1, j + 1] * right
    return coverage(upper * (1 - down) + lower * down, 0.5 + pixel)


def bars(u, period, pixel):
    """Bars of half a period's width."""
    phase = u / period - numpy.floor(u / period)
    return coverage((abs(phase - 0.5) - 0.25) * period, pixel)


def smooth(t):
    return t * t * (3 - 2 * t)


TEXTURES = {"plain": plain, "striped": striped, "checked": checked,
            "dotted": dotted, "cloudy": cloudy}
