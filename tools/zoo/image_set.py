"""Decides how a folder of pictures becomes arrays: DATA/train/CLASS/*.png and
DATA/test/CLASS/*.png (or .jpg, .jpeg), classes in the order of their names.
"""
import os

import numpy

SUFFIXES = (".jpeg", ".jpg", ".png")


def classes_of(data):
    """Names of the class folders below DATA/train, sorted."""
    names = sorted(entry.name for entry in folder(data / "train") if entry.is_dir())
    if len(names) < 2:
        raise ValueError(f"{data / 'train'}: {len(names)} class folders found, "
                         "expected two or more: train/CLASS/PICTURE.png")
    return names


def load(data, part, size):
    """(pixels uint8 [N, size, size, 3], labels int64 [N]) of DATA/part.

    Decoding is done once: DATA/part_SIZE.npy holds the pixels for later runs.
    Delete that file when pictures change.
    """
    files = [(path, label) for label, name in enumerate(classes_of(data))
             for path in pictures(data / part / name)]
    labels = numpy.array([label for _, label in files])
    cache = data / f"{part}_{size}.npy"
    if cache.exists():
        pixels = numpy.load(cache, mmap_mode="r")
        if pixels.shape == (len(files), size, size, 3):
            return pixels, labels
    pixels = numpy.stack([decode(path, size) for path, _ in files])
    # Whole or not at all, even if this process is killed.
    partial = cache.with_suffix(".partial")
    with open(partial, "wb") as file:
        numpy.save(file, pixels)
    os.replace(partial, cache)
    return pixels, labels


def folder(path):
    """The entries of a folder that must exist."""
    if not path.is_dir():
        raise ValueError(f"{path}: no such folder, expected train/CLASS/PICTURE.png "
                         "and test/CLASS/PICTURE.png below the data folder")
    return path.iterdir()


def pictures(path):
    found = sorted(entry for entry in folder(path)
                   if entry.suffix.lower() in SUFFIXES)
    if not found:
        raise ValueError(f"{path}: no pictures found, expected "
                         + ", ".join("*" + suffix for suffix in SUFFIXES))
    return found


def decode(path, size):
    """uint8 [size, size, 3]; a picture of another size is scaled to it."""
    # Only decoding needs PIL.
    from PIL import Image
    try:
        image = Image.open(path).convert("RGB")
    except OSError as error:
        raise ValueError(f"{path}: {error}") from None
    if image.size != (size, size):
        image = image.resize((size, size), Image.Resampling.BOX
                             if min(image.size) > size else Image.Resampling.BILINEAR)
    return numpy.asarray(image)
