"""Checks what augment.py does to a batch of pictures, property by property."""
import pathlib
import sys

import torch

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools/zoo"))
import augment

COUNT, SIDE = 200, 16
NOTHING = {"shift": 0, "cutout": 0, "grey": 0}
pixels = torch.randint(0, 256, (COUNT, SIDE, SIDE, 3), dtype=torch.uint8,
                       generator=torch.Generator().manual_seed(5))
x = augment.normalized(pixels)


def varied(progress=0.0, **recipe):
    return augment.varied(x, {**NOTHING, **recipe}, progress, torch.Generator().manual_seed(7))


def each(condition):
    """How many of the batch's pictures are wholly so."""
    return int(condition.reshape(COUNT, -1).all(dim=1).sum())


red = (pixels[3, 2, 5, 0] / 255 - 0.485) / 0.229
assert x.shape == (COUNT, 3, SIDE, SIDE) and abs(x[3, 0, 2, 5] - red) < 1e-6

plain = varied()
mirrored = each(plain == x.flip(3))
assert each(plain == x) + mirrored == COUNT and 70 < mirrored < 130, mirrored

# Every shifted picture is a window of the mirrored one, whose rim reflects.
wide = torch.nn.functional.pad(plain, [2] * 4, mode="reflect")
moved = varied(shift=0.125)
windows = {(row, column): each(moved == wide[:, :, row:row + SIDE, column:column + SIDE])
           for row in range(5) for column in range(5)}
assert sum(windows.values()) == COUNT and min(windows.values()) > 0, windows

# A square of a quarter of the side, anywhere, is the mean.
covered = (varied(cutout=0.25) == 0).all(dim=1)
assert (covered.sum(dim=(1, 2)) == 16).all()
assert (covered.any(dim=1).sum(dim=1) == 4).all()
assert covered.any(dim=0).any(dim=0).all() and covered.any(dim=0).any(dim=1).all()

# Grey pictures have no colour, and neither brightness nor contrast.
grey = varied(grey=1)
assert (grey == grey[:, :1]).all()
assert grey.mean(dim=(2, 3)).abs().max() < 1e-5 and (grey.std(dim=(2, 3)) - 1).abs().max() < 0.01
half = each(varied(0.5, grey=1) == grey)
assert 70 < half < 130 and each(varied(0.5, grey=1) == plain) == COUNT - half, half
assert (varied(1.0, grey=1) == plain).all()

assert (augment.scaled(x, SIDE) == x).all()
smaller = augment.scaled(x, SIDE // 2)
assert smaller.shape == (COUNT, 3, 8, 8) and (smaller.mean(dim=0) - x.mean(dim=0)[:, ::2, ::2]).abs().max() < 1
print("as described")
