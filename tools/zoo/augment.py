"""Decides how training pictures are varied: mirrored, shifted, partly covered
and made grey, a whole batch at a time, since decoding and Python are slow.
"""
import torch
from torch.nn import functional

from calibrated import MEAN, STD


def normalized(pixels):
    """uint8 [N, H, W, 3] -> float32 [N, 3, H, W], (x / 255 - MEAN) / STD."""
    mean, deviation = torch.tensor(MEAN), torch.tensor(STD)
    x = (pixels.float() / 255 - mean) / deviation
    return x.permute(0, 3, 1, 2)


def varied(x, recipe, progress, random):
    """x [N, 3, S, S]: each picture mirrored or not, shifted by up to
    recipe["shift"] of its side (the rim reflects), and a square of
    recipe["cutout"] of its side set to the mean (T. DeVries and G. Taylor,
    arXiv 1708.04552). A share of recipe["grey"], which falls to none as
    `progress` goes from 0 to 1, is grey. `random` is a torch.Generator."""
    count, _, side, _ = x.shape
    mirror = torch.rand(count, 1, 1, 1, generator=random) < 0.5
    x = torch.where(mirror, x.flip(3), x)
    x = shifted(x, round(recipe["shift"] * side), random)
    square = round(recipe["cutout"] * side)
    corner = torch.randint(0, side - square + 1, (2, count, 1), generator=random)
    place = torch.arange(side)
    rows, columns = (place >= corner) & (place < corner + square)
    covered = rows[:, :, None] & columns[:, None, :]
    x = x.masked_fill(covered[:, None], 0.0)
    share = recipe["grey"] * (1 - progress)
    chosen = torch.rand(count, 1, 1, 1, generator=random) < share
    return torch.where(chosen, grey(x), x) if share else x


def grey(x):
    """x [N, 3, S, S] without colour, each picture of mean 0 and deviation 1:
    only what is drawn in it tells one from another. Where colours and light say
    nothing of the class, their noise otherwise hides it from a young network."""
    light = x.mean(dim=1, keepdim=True)
    deviation, mean = torch.std_mean(light, dim=(2, 3), keepdim=True)
    return (light - mean) / (deviation + 1e-3)


def shifted(x, limit, random):
    """Each picture shifted by up to `limit` pixels in both directions."""
    if limit == 0:
        return x
    count, _, side, _ = x.shape
    wide = functional.pad(x, [limit] * 4, mode="reflect")
    start = torch.randint(0, 2 * limit + 1, (2, count, 1), generator=random)
    rows, columns = start + torch.arange(side)
    picture = torch.arange(count)[:, None, None]
    # Indexing moves the channels behind the positions: [N, S, S, 3].
    moved = wide[picture, :, rows[:, :, None], columns[:, None, :]]
    return moved.permute(0, 3, 1, 2)


def scaled(x, size):
    """x [N, 3, S, S] at [N, 3, size, size]."""
    if x.shape[2] == size:
        return x
    return functional.interpolate(x, size=(size, size), mode="bilinear",
                                  antialias=True, align_corners=False)
