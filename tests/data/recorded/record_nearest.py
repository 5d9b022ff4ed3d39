#!/usr/bin/python3
"""Prints which pixel of a row Pillow takes for each pixel of the row resized by the nearest: from, to, positions. For nearest.txt."""
import random

from PIL import Image

dice = random.Random(7)
for _ in range(30):
    source, length = dice.randint(1, 250), dice.randint(1, 250)
    row = Image.frombytes("L", (source, 1), bytes(range(source)))
    print(source, length, *row.resize((length, 1), Image.NEAREST).tobytes())
