#!/usr/bin/python3
"""Decides what the zoo's own set of labelled pictures shows: one object of 10
shapes in 5 textures, 50 classes, before a background and among small things.

Pose, size, colours, light, background, clutter and noise say nothing about the
class. Everything is drawn by arithmetic, nothing is taken from elsewhere; the
same seed gives the same pixels on every machine.
"""
import argparse
import pathlib
import sys

import numpy

from make_images import png
from random_stream import RandomStream
from shapes import SHAPES, TEXTURES, coverage

CLASSES = [f"{texture}_{shape}" for shape in SHAPES for texture in TEXTURES]


class Canvas:
    """The picture being drawn: `pixels` [size, size, 3] in [0, 1], and the
    coordinates x, y of its points, [size, size] in (-1, 1)."""

    def __init__(self, size, draw):
        self.draw = draw
        self.pixel = 2.0 / size
        places = (2.0 * numpy.arange(size) + 1.0 - size) / size
        self.y, self.x = numpy.meshgrid(places, places, indexing="ij")
        self.pixels = numpy.zeros((size, size, 3))

    def one(self, low, high):
        return float(self.draw.uniform(low, high, 1)[0])

    def chance(self, share):
        return self.one(0.0, 1.0) < share

    def direction(self):
        """A unit vector of any angle, by the rational form of the circle."""
        t, turned = self.one(-1.0, 1.0), self.chance(0.5)
        cosine, sine = (1 - t * t) / (1 + t * t), 2 * t / (1 + t * t)
        return (-cosine, -sine) if turned else (cosine, sine)

    def posed(self, radius, reach):
        """Coordinates (u, v) of an object of this radius, turned and a little
        stretched, whose centre is at most `reach` from the picture's."""
        cosine, sine = self.direction()
        x = self.x - self.one(-reach, reach)
        y = self.y - self.one(-reach, reach)
        stretch = self.one(0.85, 1.18)
        return ((x * cosine + y * sine) / radius * stretch,
                (y * cosine - x * sine) / radius / stretch)

    def colour(self):
        return self.draw.uniform(0.05, 0.95, 3)

    def lay(self, colour, amount):
        """`colour` [3] or [size, size, 3] over the picture; amount [size, size]."""
        self.pixels += (colour - self.pixels) * amount[..., None]


def scene(name, size, draw):
    """A picture of class `name`: uint8 [size, size, 3], red green blue."""
    texture, shape = name.split("_")
    canvas = Canvas(size, draw)
    ground = background(canvas)
    clutter(canvas, 2 + int(canvas.one(0, 5)))
    thing(canvas, SHAPES[shape], TEXTURES[texture], ground)
    if canvas.chance(0.4):
        twig(canvas)
    light(canvas)
    values = canvas.pixels * 255 + draw.uniform(-6.0, 6.0, canvas.pixels.shape)
    return numpy.clip(numpy.rint(values), 0, 255).astype(numpy.uint8)


def background(canvas):
    """A gradient, and over it a weak texture; returns the mean colour."""
    first, second = canvas.colour(), canvas.colour()
    second = first + (second - first) * canvas.one(0.1, 0.6)
    cosine, sine = canvas.direction()
    share = numpy.clip((canvas.x * cosine + canvas.y * sine) / 2 + 0.5, 0, 1)
    canvas.lay(first, numpy.ones_like(share))
    canvas.lay(second, share)
    textures = list(TEXTURES.values())
    texture = textures[int(canvas.one(0, len(textures)))]
    u, v = canvas.posed(canvas.one(0.5, 1.2), 1.0)
    canvas.lay(canvas.colour(), texture(u, v, canvas.pixel, canvas.draw)
               * canvas.one(0.05, 0.25))
    return (first + second) / 2


def clutter(canvas, count):
    """Small plain things of any shape."""
    shapes = list(SHAPES.values())
    for _ in range(count):
        radius = canvas.one(0.07, 0.17)
        u, v = canvas.posed(radius, 1.0)
        shape = shapes[int(canvas.one(0, len(shapes)))]
        canvas.lay(canvas.colour(), coverage(shape(u, v), canvas.pixel / radius))


def thing(canvas, shape, texture, ground):
    """The object, with its shadow, in two colours that can be told apart."""
    radius = canvas.one(0.42, 0.72)
    u, v = canvas.posed(radius, 0.9 - radius)
    pixel = canvas.pixel / radius
    first = apart(canvas.colour(), ground)
    # The second colour is a lighter or a darker mixture of the first.
    end = 1.0 if first.mean() < 0.5 else 0.0
    second = first + (end - first) * canvas.one(0.6, 0.9)
    distance = shape(u, v)
    canvas.lay(numpy.zeros(3), canvas.one(0.1, 0.4) * coverage(distance, 0.4))
    cosine, sine = canvas.direction()
    share = texture(u * cosine + v * sine + 0.1, v * cosine - u * sine + 0.1,
                    pixel, canvas.draw)
    paint = first + (second - first) * share[..., None]
    canvas.lay(paint, coverage(distance, pixel))


def apart(colour, other):
    """`colour`, or if it is like `other`, one that differs by a half."""
    if abs(colour - other).max() > 0.35:
        return colour
    return numpy.where(other < 0.5, other + 0.5, other - 0.5)


def twig(canvas):
    """A thin bar across the object."""
    u, _ = canvas.posed(1.0, 0.5)
    canvas.lay(canvas.colour(), coverage(abs(u) - canvas.one(0.02, 0.06), canvas.pixel))


def light(canvas):
    """Brightness falls across the picture, and contrast differs."""
    cosine, sine = canvas.direction()
    fall = (canvas.x * cosine + canvas.y * sine) * canvas.one(0.0, 0.25)
    canvas.pixels *= (canvas.one(0.7, 1.1) + fall)[..., None]
    canvas.pixels += canvas.one(-0.05, 0.15)


def write(options):
    for part, count in (("train", options.train), ("test", options.test)):
        for name in options.classes or CLASSES:
            directory = options.outdir / part / name
            if count:
                directory.mkdir(parents=True, exist_ok=True)
            for index in range(count):
                draw = RandomStream(f"scenes:{options.seed}:{part}:{name}:{index}")
                path = directory / f"{index:04d}.png"
                path.write_bytes(png(scene(name, options.size, draw)))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("outdir", type=pathlib.Path, metavar="OUTDIR",
                        help="where train/CLASS/0000.png .. and test/ go")
    parser.add_argument("classes", nargs="*", metavar="CLASS",
                        help="such as striped_star (default: all 50)")
    parser.add_argument("--size", type=int, default=64, metavar="PIXELS",
                        help="width and height, up to 224 (64)")
    parser.add_argument("--train", type=int, default=400, metavar="N",
                        help="pictures of a class below train/ (400)")
    parser.add_argument("--test", type=int, default=50, metavar="N",
                        help="pictures of a class below test/ (50)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    unknown = sorted(set(options.classes) - set(CLASSES))
    if unknown:
        parser.error(f"no class {unknown[0]}: there are {', '.join(CLASSES)}")
    if not 16 <= options.size <= 224 or min(options.train, options.test) < 0:
        parser.error("--size must be from 16 to 224, --train and --test not negative")
    try:
        write(options)
    except OSError as error:
        sys.exit(f"scenes: {error}")


if __name__ == "__main__":
    main()
