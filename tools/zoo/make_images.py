#!/usr/bin/python3
"""Decides how the zoo's synthetic pictures become PNG files: calibration and
test input without any third-party picture; every run writes the same bytes.
"""
import argparse
import pathlib
import struct
import sys
import zlib

from pictures import picture


def chunk(kind, data):
    """A PNG chunk: length, type, data, CRC (PNG specification, section 5.3)."""
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def png(pixels):
    """PNG file of uint8 [H, W, 3]: 8-bit RGB, every row with filter 0."""
    height, width, _ = pixels.shape
    rows = b"".join(b"\0" + row.tobytes() for row in pixels)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
            + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b""))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("outdir", type=pathlib.Path, metavar="OUTDIR",
                        help="where picture_0000.png .. go; made if missing")
    parser.add_argument("--count", type=int, default=16, metavar="N")
    parser.add_argument("--size", type=int, default=224, metavar="PIXELS",
                        help="width and height (default 224)")
    parser.add_argument("--first", type=int, default=0, metavar="INDEX",
                        help="number of the first picture (default 0)")
    options = parser.parse_args()
    if options.count < 1 or options.size < 1 or options.first < 0:
        parser.error("--count and --size must be positive, --first not negative")
    try:
        options.outdir.mkdir(parents=True, exist_ok=True)
        for index in range(options.first, options.first + options.count):
            path = options.outdir / f"picture_{index:04d}.png"
            path.write_bytes(png(picture(index, options.size)))
    except OSError as error:
        sys.exit(f"make_images: {error}")


if __name__ == "__main__":
    main()
