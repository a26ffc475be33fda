"""Writes arrays of 25 scores: make_rows.py FOLDER. Class c has c + 1, of which the last one is a picture of class 0, the
others are of class c."""
import os
import sys

import numpy as np


def main():
    for label in range(25):
        folder = os.path.join(sys.argv[1], f"c{label:02d}")
        os.makedirs(folder)
        for index in range(label + 1):
            row = np.zeros((1, 25), np.float32)
            row[0, label] = 1
            if index == label:
                row[0, 0] = 2
            np.save(os.path.join(folder, f"{index:02d}.npy"), row)


if __name__ == "__main__":
    main()
