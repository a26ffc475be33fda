#!/usr/bin/python3
"""Checks how `attendc run` turns pictures and arrays into the input of a network.

check_pictures.py ATTENDC MODEL FOLDER: MODEL gives back its input, f32 [1, 3, 4, 6]. Writes files into FOLDER and
compares what the network saw with the definition in compiler/quantize/Images.h, computed here by numpy.
"""
import base64
import os
import struct
import subprocess
import sys
import zlib

import numpy

# 8 x 8 pixels of (200, 100, 50), written by an encoder of its own at quality 90, tables included.
JPEG = """
/9j/4AAQSkZJRgABAQAAAQABAAD/2wCEAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIU
FRQBAwQEBQQFCQUFCRQNCw0UFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFP/AABEIAAgACAMBIgACEQEDEQH/
xAGiAAABBQEBAQEBAQAAAAAAAAAAAQIDBAUGBwgJCgsQAAIBAwMCBAMFBQQEAAABfQECAwAEEQUSITFBBhNRYQcicRQygZGhCCNCscEVUtHwJDNicoIJ
ChYXGBkaJSYnKCkqNDU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6g4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrC
w8TFxsfIycrS09TV1tfY2drh4uPk5ebn6Onq8fLz9PX29/j5+gEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoLEQACAQIEBAMEBwUEBAABAncAAQID
EQQFITEGEkFRB2FxEyIygQgUQpGhscEJIzNS8BVictEKFiQ04SXxFxgZGiYnKCkqNTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqC
g4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2dri4+Tl5ufo6ery8/T19vf4+fr/2gAMAwEAAhEDEQA/AKtF
FFfh5/SB/9k="""


def write_png(path, pixels):
    """pixels: uint8 [H, W, C], C = 1 grey, 3 RGB, 4 RGB and alpha."""
    height, width, channels = pixels.shape
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    header = struct.pack(">IIBBBBB", width, height, 8, {1: 0, 3: 2, 4: 6}[channels], 0, 0, 0)
    rows = b"".join(b"\0" + row.tobytes() for row in pixels)
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def resize_matrix(length, new_length):
    """[new_length, length]: a triangle filter between pixel centres that widens where it reduces."""
    ratio = length / new_length
    centres = (numpy.arange(new_length)[:, None] + 0.5) * ratio
    weights = numpy.maximum(0, 1 - abs(numpy.arange(length)[None] + 0.5 - centres) / max(ratio, 1))
    return weights / weights.sum(axis=1, keepdims=True)


def expected(pixels, mean=0.0, std=1.0, height=4, width=6):
    rows, columns = resize_matrix(pixels.shape[0], height), resize_matrix(pixels.shape[1], width)
    small = numpy.einsum("ij,jkc,lk->ilc", rows, pixels.astype(float), columns) / 255
    return ((small - mean) / std).astype(numpy.float32)[None]


def main():
    attendc, model, folder = sys.argv[1:]
    os.makedirs(folder, exist_ok=True)

    def seen(file, *options):
        out = os.path.join(folder, "out.npy")
        subprocess.run([attendc, "run", model, "--input", file, "--output", out, *options], check=True,
                       stdout=subprocess.DEVNULL)
        return numpy.load(out)

    def check(name, found, wanted, tolerance=2e-6):
        if found.shape != wanted.shape or abs(found - wanted).max() > tolerance:
            sys.exit(f"{name}: {found.shape} differs from {wanted.shape} by {abs(found - wanted).max()}")
        print(f"{name}: as defined")

    random = numpy.random.default_rng(0)
    path = os.path.join(folder, "picture.png")
    for name, height, width in [("same size", 4, 6), ("smaller", 13, 9), ("larger", 3, 2), ("both", 2, 17)]:
        pixels = random.integers(0, 256, (height, width, 3), dtype=numpy.uint8)
        write_png(path, pixels)
        check(name, seen(path), expected(pixels))
    mean, std = numpy.array([0.5, 0.25, 0.125]), numpy.array([0.5, 2, 0.1])
    check("mean and std", seen(path, "--mean", "0.5,0.25,0.125", "--std", "0.5,2,0.1"), expected(pixels, mean, std), 1e-5)
    alpha = numpy.concatenate([pixels, pixels[:, :, :1]], axis=2)
    write_png(path, alpha)
    check("alpha dropped", seen(path), expected(pixels))
    write_png(path, pixels[:, :, :1])
    check("grey repeated", seen(path), expected(pixels[:, :, [0, 0, 0]]))

    path = os.path.join(folder, "picture.JPG")
    with open(path, "wb") as file:
        file.write(base64.b64decode(JPEG))
    flat = numpy.broadcast_to(numpy.float32([200, 100, 50]) / 255, (1, 4, 6, 3))
    check("jpeg", seen(path), flat, 2 / 255)

    path = os.path.join(folder, "array.npy")
    nhwc = random.standard_normal((1, 4, 6, 3)).astype(numpy.float32)
    for name, array in [("npy nhwc", nhwc), ("npy nchw", nhwc.transpose(0, 3, 1, 2)), ("npy chw", nhwc[0].transpose(2, 0, 1))]:
        numpy.save(path, numpy.ascontiguousarray(array))
        check(name, seen(path, "--mean", "7"), nhwc)


if __name__ == "__main__":
    main()
