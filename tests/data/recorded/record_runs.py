#!/usr/bin/python3
"""Records compressed run-length encodings of masks with the runs that numpy counts: run it in this folder. A line of runs.txt:
the text, and the runs down the columns, of pixels outside first. Where pycocotools is installed, its texts must be the same, as those of 2.0 are.
"""
import random

import numpy

try:
    from pycocotools import mask as coco
except ImportError:  # Debian 12 has no such package
    coco = None


def text_of(runs):
    """COCO's format: from the fourth run on, the difference to the run before the last; each number in pieces of five bits, the
    lowest first, each a character from '0' on; its sixth bit says that another piece follows, the fifth of the last is the sign."""
    text = ""
    for i, run in enumerate(runs):
        number = run - runs[i - 2] if i > 2 else run
        while True:
            piece, number = number & 31, number >> 5
            is_last = number == (-1 if piece & 16 else 0)
            text += chr(48 + piece + (0 if is_last else 32))
            if is_last:
                break
    return text


def runs_of(mask):
    pixels = mask.flatten(order="F")
    edges = numpy.flatnonzero(numpy.diff(pixels)) + 1
    runs = numpy.diff([0, *edges, len(pixels)]).tolist()
    return ([0] if pixels[0] else []) + runs


def masks():
    for number in range(60):
        rng = random.Random(f"runs {number}")
        noise = numpy.random.RandomState(number)
        height, width = rng.choice([(1, 1), (3, 5), (17, 9), (40, 60), (480, 640), (2000, 3000)])
        y, x = numpy.mgrid[0:height, 0:width]
        if number % 3 == 0:
            mask = noise.rand(height, width) < rng.random() if height < 20 else (x - width / 3) ** 2 + (y - height / 2) ** 2 < width
        elif number % 3 == 1:
            mask = (abs(x - width / 2) < width / rng.randrange(3, 200)) & (abs(y - height / 3) < height / rng.randrange(2, 9))
        else:
            mask = numpy.full((height, width), number % 2 == 1)
        yield mask.astype(numpy.uint8)


if __name__ == "__main__":
    with open("runs.txt", "w") as out:
        for mask in masks():
            runs = runs_of(mask)
            if coco:
                assert coco.encode(numpy.asfortranarray(mask))["counts"].decode() == text_of(runs)
            out.write(" ".join([text_of(runs), *map(str, runs)]) + "\n")
