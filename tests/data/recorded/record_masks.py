#!/usr/bin/python3
"""Records small PNGs with the numbers that Pillow gives for them as masks: run it in this folder.

A line of masks.txt: the file in hexadecimal, its width and height, and the bytes of `numpy.array(Image.open(file))` in
hexadecimal; or `refused` where that is not one number of at most 8 bits for each pixel.
"""
import io
import random

import numpy
from image_files import make
from PIL import Image

PER_KIND, LARGEST = 4, 400


def lines():
    seen, number = {}, 0
    while number < 2000:
        number += 1
        data = make("png", random.Random(f"mask {number}"), damaged=False)
        kind = (data[24], data[25], data[28])  # bits, colour, interlaced
        if len(data) > LARGEST or seen.get(kind, 0) == PER_KIND:
            continue
        try:
            image = Image.open(io.BytesIO(data))
            numbers = numpy.array(image)
        except Exception:
            continue  # what Pillow refuses, tests/data/recorded/formats.txt has
        if image.width * image.height > 120:
            continue
        seen[kind] = seen.get(kind, 0) + 1
        if image.mode in ("1", "L", "P"):
            yield f"{data.hex()} {image.width} {image.height} {numbers.astype(numpy.uint8).tobytes().hex()}\n"
        elif seen[kind] == 1:
            yield f"{data.hex()} refused\n"


if __name__ == "__main__":
    with open("masks.txt", "w") as out:
        out.writelines(sorted(lines()))
