#!/usr/bin/python3
"""Trains an AttendNet on a folder of pictures and exports it as ONNX.

  train.py RUN --spec SPEC.json --data DATA     trains, or goes on where RUN stopped
  train.py RUN --from RUN --data DATA           a second training of the first's averaged weights
  train.py RUN --data DATA --evaluate           counts what it gets right of DATA/test
  train.py RUN --export NAME.onnx --opset 13    writes what it has learned so far

RUN is the folder of one training: checkpoint.pt, which is all that is needed to
go on after a cut, and log.txt. DATA has train/CLASS/*.png and test/CLASS/*.png.

Recipe: SGD with Nesterov momentum, a rate that rises for a sixth of the time
and falls along a cosine, label smoothing, small pictures first. What is
evaluated and exported is the moving average of the weights.

Every random number follows from the seed and the number of the step, so that a
training that was cut and one that was not end in the same weights (with the
same number of threads).
"""
import argparse
import copy
import json
import math
import os
import pathlib
import pickle
import sys
import time

import numpy
import torch
from torch import nn
from torch.nn import functional

import augment
import image_set
import torch_attendnet

RECIPE = {
    "epochs": [[64, 30]],  # pairs of picture size and number of epochs
    "batch": 128,
    "rate": 0.2,           # highest learning rate
    "decay": 0.0003,       # weight decay, of convolutions and the classifier
    "smoothing": 0.1,      # share of a label given to all classes
    "shift": 0.125,        # shares of a picture's side, see augment.py
    "cutout": 0.2,
    "grey": 0.0,
    "average": 0.998,      # share of the averaged weights kept at each step
    "seed": 1,
}
MOMENTUM = 0.9
RISE = 1 / 6
STEPS_BETWEEN_CHECKPOINTS = 100


class Training:
    """The state of one training: everything that a checkpoint holds."""

    def __init__(self, spec, recipe):
        self.spec, self.recipe = spec, recipe
        torch.manual_seed(recipe["seed"])
        self.network = torch_attendnet.AttendNet(spec)
        self.network.to(memory_format=torch.channels_last)
        self.averaged = copy.deepcopy(self.network)
        self.optimizer = torch.optim.SGD(
            parameter_groups(self.network, recipe["decay"]), lr=0.0,
            momentum=MOMENTUM, nesterov=True)
        self.step = 0

    def save(self, run):
        state = {"spec": self.spec, "recipe": self.recipe, "step": self.step,
                 "network": self.network.state_dict(),
                 "averaged": self.averaged.state_dict(),
                 "optimizer": self.optimizer.state_dict()}
        # Whole or not at all, even if this process is killed.
        torch.save(state, run / "checkpoint.partial")
        os.replace(run / "checkpoint.partial", run / "checkpoint.pt")

    @staticmethod
    def load(run):
        path = run / "checkpoint.pt"
        try:
            state = torch.load(path)
            training = Training(state["spec"], {**RECIPE, **state["recipe"]})
        except (EOFError, KeyError, RuntimeError, TypeError, pickle.UnpicklingError):
            raise ValueError(f"{path}: not a checkpoint of this script; "
                             "delete it to begin anew") from None
        training.step = state["step"]
        training.network.load_state_dict(state["network"])
        training.averaged.load_state_dict(state["averaged"])
        training.optimizer.load_state_dict(state["optimizer"])
        return training

    @property
    def size(self):
        """Side of the pictures that the network is for: that of the last epoch."""
        return self.recipe["epochs"][-1][0]

    @property
    def epochs(self):
        """The size of each epoch's pictures."""
        return [size for size, count in self.recipe["epochs"] for _ in range(count)]

    def batch_and_steps(self, count):
        """Pictures of a batch, and batches of an epoch over `count` pictures."""
        batch = min(self.recipe["batch"], count)
        return batch, count // batch

    def batches(self, count):
        """(epoch, indices of pictures) for each step still to make; `count`
        pictures. The last batch of an epoch is dropped where it is smaller."""
        batch, steps = self.batch_and_steps(count)
        for epoch in range(self.step // steps, len(self.epochs)):
            order = torch.randperm(count, generator=self.random(-1 - epoch))
            for index in range(self.step - epoch * steps, steps):
                yield epoch, order[index * batch:(index + 1) * batch]

    def random(self, number):
        """The generator of step `number`, or of epoch -1 - `number`."""
        seed = numpy.random.SeedSequence([self.recipe["seed"], number % 2 ** 32])
        return torch.Generator().manual_seed(int(seed.generate_state(1)[0]))

    def learn(self, x, labels, progress):
        """One step on x [N, 3, H, W]; `progress` of all steps in [0, 1).
        Returns the loss."""
        for group in self.optimizer.param_groups:
            group["lr"] = self.recipe["rate"] * rate(progress)
        self.network.train()
        self.optimizer.zero_grad(set_to_none=True)
        loss = functional.cross_entropy(
            self.network(x), labels, label_smoothing=self.recipe["smoothing"])
        loss.backward()
        self.optimizer.step()
        self.step += 1
        self.average()
        return loss.item()

    @torch.no_grad()
    def average(self):
        """Moves the averaged weights and batch norm statistics towards the
        current ones, faster at the start, when the average is of few steps."""
        keep = min(self.recipe["average"], self.step / (self.step + 10))
        for mean, new in zip(self.averaged.state_dict().values(),
                             self.network.state_dict().values()):
            if mean.is_floating_point():
                mean.lerp_(new, 1 - keep)
            else:
                mean.copy_(new)


def rate(progress):
    """Share of the highest rate after `progress` of all steps."""
    if progress < RISE:
        return progress / RISE
    return (1 + math.cos(math.pi * (progress - RISE) / (1 - RISE))) / 2


def parameter_groups(network, decay):
    """Weights decay; batch norms, biases and the condensers' S do not."""
    weights = [p for p in network.parameters() if p.ndim > 1]
    others = [p for p in network.parameters() if p.ndim <= 1]
    return [{"params": weights, "weight_decay": decay},
            {"params": others, "weight_decay": 0.0}]


def train(training, run, data, stop_after):
    """All epochs that are left, or `stop_after` steps."""
    check_classes(training.spec, data)
    pixels, labels = image_set.load(data, "train", training.size)
    run.mkdir(parents=True, exist_ok=True)
    labels = torch.from_numpy(labels)
    _, steps = training.batch_and_steps(len(labels))
    total = steps * len(training.epochs)
    last_step = min(total, training.step + stop_after) if stop_after else total
    started, first_step, losses = time.monotonic(), training.step, []
    for epoch, chosen in training.batches(len(labels)):
        if training.step == last_step:
            break
        x = augment.normalized(torch.from_numpy(pixels[chosen.numpy()]))
        x = augment.varied(x, training.recipe, training.step / total,
                           training.random(training.step))
        x = augment.scaled(x, training.epochs[epoch])
        x = x.contiguous(memory_format=torch.channels_last)
        losses.append(training.learn(x, labels[chosen], training.step / total))
        if training.step % STEPS_BETWEEN_CHECKPOINTS == 0:
            training.save(run)
        speed = (time.monotonic() - started) / (training.step - first_step)
        show_progress(f"epoch {epoch + 1}/{len(training.epochs)}", training.step, total,
                      f"loss {losses[-1]:.3f}, {speed * (total - training.step) / 60:.0f} min left")
        if training.step % steps == 0:
            training.save(run)
            right, count = evaluate(training, data)
            write_log(run, f"epoch {epoch + 1}: loss {numpy.mean(losses):.4f}, "
                      f"top-1 {100 * right / count:.2f} % ({right} of {count}), "
                      f"{(time.monotonic() - started) / 60:.1f} min")
            losses = []
    training.save(run)


@torch.no_grad()
def evaluate(training, data):
    """(right, count) of DATA/test by the averaged weights."""
    pixels, labels = image_set.load(data, "test", training.size)
    training.averaged.eval()
    right = 0
    for start in range(0, len(labels), 250):
        x = augment.normalized(torch.from_numpy(numpy.array(pixels[start:start + 250])))
        x = x.contiguous(memory_format=torch.channels_last)
        found = training.averaged(x).argmax(dim=1).numpy()
        right += int((found == labels[start:start + 250]).sum())
    return right, len(labels)


def check_classes(spec, data):
    found = image_set.classes_of(data)
    if len(found) != spec["classes"]:
        raise ValueError(f"{data / 'train'}: {len(found)} class folders found, "
                         f"the spec says {spec['classes']}")


def show_progress(title, done, total, text):
    """A bar, on a terminal only."""
    if sys.stderr.isatty():
        bar = "#" * (30 * done // total)
        end = "\n" if done == total else ""
        sys.stderr.write(f"\r{title} [{bar:30}] {text} {end}")


def write_log(run, line):
    print(line, flush=True)
    with open(run / "log.txt", "a", encoding="utf-8") as log:
        log.write(line + "\n")


def stages(text):
    """"24:20,32:6" -> [[24, 20], [32, 6]]."""
    pairs = [[int(number) for number in stage.split(":")] for stage in text.split(",")]
    if any(len(pair) != 2 or min(pair) < 1 for pair in pairs):
        raise ValueError(text)
    return pairs


def read_spec(path):
    try:
        spec = json.loads(path.read_text())
        torch_attendnet.AttendNet(spec)
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path}: not the spec of an AttendNet: "
                         f"{type(error).__name__} {error}") from None
    return spec


def begin(options):
    """The training of RUN: from its checkpoint, else new from the spec or from
    what another training has learned, with that one's recipe."""
    if (options.run / "checkpoint.pt").exists():
        return Training.load(options.run)
    if (options.spec is None) == (options.before is None):
        raise ValueError(f"{options.run}: no checkpoint.pt there; give --spec or --from to begin")
    before = Training.load(options.before) if options.before else None
    spec = before.spec if before else read_spec(options.spec)
    recipe = before.recipe if before else {**RECIPE, **spec.get("recipe", {})}
    for name in ("epochs", "rate", "seed"):
        if getattr(options, name) is not None:
            recipe[name] = getattr(options, name)
    for size, _ in recipe["epochs"]:
        torch_attendnet.check_size(spec, size)
    training = Training(spec, recipe)
    if before:
        for network in (training.network, training.averaged):
            network.load_state_dict(before.averaged.state_dict())
    return training


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=pathlib.Path, metavar="RUN")
    parser.add_argument("--spec", type=pathlib.Path, metavar="SPEC.json",
                        help="the network and its recipe, for a new training")
    parser.add_argument("--from", type=pathlib.Path, metavar="RUN", dest="before",
                        help="the folder of a training whose weights a new one begins with")
    parser.add_argument("--data", type=pathlib.Path, metavar="DATA")
    parser.add_argument("--epochs", type=stages, metavar="SIZE:COUNT,..",
                        help="picture sizes and epochs of a new training, as 24:20,32:6")
    parser.add_argument("--rate", type=float, help="highest learning rate of a new training")
    parser.add_argument("--seed", type=int, help="of a new training (1)")
    parser.add_argument("--threads", type=int, default=1, help="(1)")
    parser.add_argument("--stop-after", type=int, metavar="STEPS",
                        help="stop early; the same command goes on later")
    parser.add_argument("--evaluate", action="store_true")
    parser.add_argument("--export", type=pathlib.Path, metavar="NAME.onnx")
    parser.add_argument("--opset", type=int, default=13, help="of the export (13)")
    parser.add_argument("--size", type=int,
                        help="of the export's input (that of the last epoch)")
    options = parser.parse_args()
    if options.data is None and options.export is None:
        parser.error("--data is missing")
    torch.set_num_threads(options.threads)
    try:
        training = begin(options)
        if options.export:
            size = options.size or training.size
            torch_attendnet.check_size(training.spec, size)
            torch_attendnet.export(training.averaged, size, options.opset, options.export)
        elif options.evaluate:
            right, count = evaluate(training, options.data)
            print(f"top-1 {100 * right / count:.2f} % ({right} of {count})")
        else:
            train(training, options.run, options.data, options.stop_after)
    except (OSError, ValueError) as error:
        sys.exit(f"train: {error}")


if __name__ == "__main__":
    main()
