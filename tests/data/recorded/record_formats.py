#!/usr/bin/python3
"""Records a few small files of every kind that graft decodes with what Pillow makes of them: run it in this folder.

A line of formats.txt: the kind, the file in hexadecimal, its width and height, and the FNV-1a hash of its pixels in RGB; or
`refused` where Pillow (9.4) refuses it and graft must, too. Files on which the two are known to differ are left out.
"""
import io
import random
import warnings

from image_files import KINDS, make
from PIL import Image, TiffImagePlugin
from record import fnv

PER_KIND, LARGEST = 16, 420
warnings.simplefilter("ignore")


def is_known_to_differ(kind, data):
    """What Pillow 9.4 reads wrongly or not at all, and what graft refuses; see decode.hpp."""
    if kind == "pnm":
        return data[:2] in (b"P2", b"P3") and not data[-1:].isspace()  # cut text is filled up
    if kind != "tiff":
        return False
    try:
        tags = Image.open(io.BytesIO(data)).tag_v2
    except Exception:
        return True  # some are refused for their byte order alone
    return tags.get(262) == 8 or (tags.get(259) != 1 and (tags.get(258) == (32,) or (tags.get(284) == 2 and tags.get(277) == 4)))


def record(kind):
    lines, refused, number = [], 0, 0
    while len(lines) < PER_KIND:
        number += 1
        data = make(kind, random.Random(f"recorded {kind} {number}"), damaged=False)
        if len(data) > LARGEST or is_known_to_differ(kind, data):
            continue
        try:
            image = Image.open(io.BytesIO(data)).convert("RGB")
        except Exception as error:
            if refused < 2 and kind != "bmp":
                refused += 1
                lines.append(f"{kind} {data.hex()} refused\n")
            continue
        if image.width * image.height > 20:
            lines.append(f"{kind} {data.hex()} {image.width} {image.height} {fnv(image.tobytes()):016x}\n")
    return lines


if __name__ == "__main__":
    with open("formats.txt", "w") as out:
        for kind in KINDS:
            out.writelines(record(kind))
