#!/usr/bin/python3
"""Records what Pillow and torchvision do, for the tests of graft's data/ folder: run it in this folder to refresh the files.

Recorded with Pillow 9.4, torchvision 0.14.1, torch 1.13.0 (Debian 12). Sources of resizing and cropping are made by `noise`,
which the tests make likewise, so that only results are kept: as FNV-1a hashes of their bytes, small ones in hexadecimal.
JPEGs that Pillow cannot write are written by cjpeg of libjpeg-turbo 2.1.5 (Debian: libjpeg-turbo-progs).
"""
import os
import random
import shutil
import struct
import subprocess
import tempfile
import zlib

import numpy
import torch
from PIL import Image
from torchvision import datasets, transforms


def noise(width, height, seed=1):
    """An RGB image of pseudo-random values: a 32-bit linear congruential generator, the upper 8 bits of each step."""
    state, values = seed, bytearray()
    for _ in range(width * height * 3):
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        values.append(state >> 24)
    return Image.frombytes("RGB", (width, height), bytes(values))


def contrast(width, height):
    """Noise of black and white alone, beyond which bicubic weights reach."""
    return noise(width, height).point(lambda value: 255 if value > 127 else 0)


def smooth(width, height):
    y, x = numpy.mgrid[0:height, 0:width]
    planes = [255 * x / (width - 1), 255 * y / (height - 1), 128 + 100 * numpy.sin((x + y) / 5)]
    return Image.fromarray(numpy.stack(planes, -1).astype(numpy.uint8))


def fnv(data):
    value = 0xCBF29CE484222325
    for byte in data:
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return value


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, bits, colour, rows):
    """A PNG that Pillow cannot write itself: any bit depth; `rows` are the packed bytes of each row."""
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(b"".join(b"\0" + row for row in rows))) + chunk(b"IEND", b""))


def record_images():
    shutil.rmtree("images", ignore_errors=True)
    os.mkdir("images")
    rgb, soft = noise(7, 5), smooth(33, 21)
    grey = rgb.convert("L")
    alpha = noise(7, 5, 2).convert("L")
    rgba = rgb.copy()
    rgba.putalpha(alpha)
    la = grey.copy()
    la.putalpha(alpha)
    palette = smooth(7, 5).quantize(6)
    cmyk = Image.merge("CMYK", [*soft.split(), smooth(33, 21).convert("L").point(lambda v: v // 4)])
    exif = Image.Exif()
    exif[0x0112] = 6
    rgb.save("images/rgb.png")
    grey.save("images/grey.png")
    rgba.save("images/rgba.png")
    la.save("images/grey_alpha.png")
    palette.save("images/palette.png")
    palette.save("images/palette_transparent.png", transparency=2)
    grey.point(lambda v: 255 * (v > 127)).convert("1").save("images/one_bit.png")
    for name, bits, colour, width in ("grey2", 2, 0, 8), ("grey4", 4, 0, 6), ("rgb16", 16, 2, 3):
        row_bytes = width * bits // 8 * (3 if colour else 1)
        rows = [noise(8, 8, 3).tobytes()[i * row_bytes:(i + 1) * row_bytes] for i in range(4)]
        open(f"images/{name}.png", "wb").write(png(width, 4, bits, colour, rows))
    values = struct.pack(">12H", *[i * 5461 for i in range(12)])
    open("images/grey16.png", "wb").write(png(4, 3, 16, 0, [values[i * 8:i * 8 + 8] for i in range(3)]))
    soft.save("images/baseline.jpg", quality=95, subsampling=0)
    soft.save("images/subsampled.jpg", quality=90)
    soft.save("images/progressive.jpg", quality=95, progressive=True, subsampling=0)
    soft.convert("L").save("images/grey.jpg", quality=95)
    soft.save("images/rotated.jpg", quality=95, subsampling=0, exif=exif)
    cmyk.save("images/cmyk.jpg", quality=95)
    rgb.save("images/rgb.bmp")
    palette.save("images/palette.bmp")
    rgb.save("images/rgb.ppm")
    grey.save("images/grey.pgm")
    open("images/comment_max15.pgm", "wb").write(b"P5\n# a comment\n4 2\n15\n" + bytes([0, 1, 3, 5, 7, 8, 14, 15]))
    palette.save("images/palette.gif")
    open("images/bomb.png", "wb").write(png(15000, 15000, 8, 2, [b"\0" * 8]))
    with open("decode.txt", "w") as out:
        for name in sorted(os.listdir("images")):
            if name == "bomb.png":
                continue
            image = Image.open("images/" + name)
            image = image.convert("RGB")
            out.write(f"{name} {image.width} {image.height} {image.tobytes().hex()}\n")


def photo(width, height):
    """Soft shapes, edges and some noise, in colours that differ from pixel to pixel as those of photos do."""
    y, x = numpy.mgrid[0:height, 0:width]
    grain = numpy.frombuffer(noise(width, height, 5).tobytes(), numpy.uint8).reshape(height, width, 3) / 16
    planes = [128 + 90 * numpy.sin(x / 7 + y / 11), 120 + 90 * numpy.cos(x / 5 - y / 9), 40 + 150 * ((x // 9 + y // 7) % 2)]
    return Image.fromarray((numpy.stack(planes, -1) + grain).clip(0, 255).astype(numpy.uint8))


def cut_scans(data, count):
    """A progressive JPEG with its first scans only, which decoders smooth."""
    at = -1
    for _ in range(count + 1):
        at = data.index(b"\xff\xda", at + 1)
    return data[:at] + b"\xff\xd9"


def record_jpegs():
    """JPEGs of all kinds, larger than a few blocks, with the hashes of what Pillow makes of them, whole and by `draft`."""
    shutil.rmtree("jpegs", ignore_errors=True)
    os.mkdir("jpegs")
    soft = photo(93, 71)
    soft.save("jpegs/s444.jpg", quality=80, subsampling=0)
    soft.save("jpegs/s422.jpg", quality=80, subsampling=1)
    soft.save("jpegs/s420.jpg", quality=80, subsampling=2)
    soft.save("jpegs/progressive.jpg", quality=80, subsampling=2, progressive=True)
    soft.convert("L").save("jpegs/grey.jpg", quality=80)
    photo(1, 1).save("jpegs/pixel.jpg", quality=80)
    photo(3, 50).save("jpegs/narrow.jpg", quality=80)
    with open("jpegs/progressive.jpg", "rb") as whole, open("jpegs/first_scans.jpg", "wb") as part:
        part.write(cut_scans(whole.read(), 2))
    cmyk = Image.merge("CMYK", [*soft.split(), photo(93, 71).convert("L").point(lambda v: v // 3)])
    cmyk.save("jpegs/cmyk.jpg", quality=80, subsampling=0)
    cmyk.save("jpegs/ycck.jpg", quality=80, subsampling=2)
    data = bytearray(open("jpegs/ycck.jpg", "rb").read())
    data[data.index(b"Adobe") + 11] = 2  # says that the colours are YCCK, which makes them other ones
    open("jpegs/ycck.jpg", "wb").write(data)
    with tempfile.NamedTemporaryFile(suffix=".ppm") as source:
        soft.save(source.name)
        for name, options in (("s440", "-sample 1x2"), ("s411", "-sample 4x1"), ("uneven", "-sample 2x2,2x1,1x1"),
                              ("restart", "-sample 2x2 -restart 1"), ("restart_blocks", "-sample 2x1 -restart 3B"), ("rgb", "-rgb")):
            subprocess.run(["cjpeg", "-quality", "80", *options.split(), "-outfile", f"jpegs/{name}.jpg", source.name], check=True)
    with open("jpegs.txt", "w") as out:
        for name in sorted(os.listdir("jpegs")):
            image = Image.open("jpegs/" + name).convert("RGB")
            out.write(f"{name} {image.width} {image.height} {fnv(image.tobytes()):016x}\n")
    with open("draft.txt", "w") as out:  # the size of the image as it was decoded, and the hashes of the resized one
        for name in "s444", "s422", "s420", "s440", "progressive", "grey", "cmyk":
            for w, h in (93, 71), (60, 40), (46, 35), (46, 20), (30, 30), (23, 17), (24, 17), (11, 8), (5, 5), (1, 1):
                image = Image.open(f"jpegs/{name}.jpg")
                _, box = image.draft(image.mode, (w, h))
                image = image.convert("RGB")
                hashes = [f"{fnv(image.resize((w, h), filter, box=box).tobytes()):016x}" for filter in FILTERS.values()]
                out.write(f"{name}.jpg {w} {h} {image.width} {image.height} {' '.join(hashes)}\n")


FILTERS = {"bilinear": Image.BILINEAR, "bicubic": Image.BICUBIC}


def record_resize():
    sizes = [(1, 1, 1, 1), (1, 1, 5, 3), (1, 7, 3, 3), (7, 1, 2, 2), (2, 2, 1, 1), (3, 5, 5, 3), (5, 4, 4, 5), (16, 16, 8, 8),
             (17, 13, 9, 7), (17, 13, 31, 29), (13, 17, 13, 5), (13, 17, 6, 17), (64, 48, 24, 18), (101, 67, 32, 33),
             (100, 100, 99, 101), (500, 375, 341, 256), (375, 500, 256, 341), (224, 224, 224, 224), (33, 211, 224, 224),
             (640, 3, 10, 3), (3, 640, 3, 10), (1000, 7, 1, 1), (2, 900, 1, 2), (30, 20, 300, 200), (255, 257, 128, 128),
             (1, 1, 64, 1), (1, 1, 1, 64), (2, 1, 9, 9), (1, 2, 9, 9), (1, 999, 1, 8), (999, 1, 8, 1), (2, 3000, 50, 3),
             (3000, 2, 3, 50), (640, 3, 3, 640), (20011, 1, 5, 2), (4, 4, 3, 3), (3, 3, 4, 4), (5, 5, 5, 6), (6, 5, 5, 5)]
    random.seed(0)
    sizes += [tuple(random.randint(1, 150) for _ in range(4)) for _ in range(60)]
    with open("resize.txt", "w") as out:
        for name, filter in FILTERS.items():
            for w, h, new_w, new_h in sizes:
                for kind in noise, contrast:
                    result = kind(w, h).resize((new_w, new_h), filter).tobytes()
                    out.write(f"{name} {kind.__name__} {w} {h} {new_w} {new_h} {fnv(result):016x} {result.hex() if len(result) <= 150 else '-'}\n")


def record_stages():
    with open("resize_stage.txt", "w") as out:
        for w, h in (500, 375), (375, 500), (333, 500), (499, 333), (50, 50), (1, 9), (9, 1), (1023, 767), (20, 31), (256, 300):
            for size in 1, 32, 224, 256:
                result = transforms.Resize(size)(Image.new("RGB", (w, h)))
                out.write(f"{w} {h} {size} {result.width} {result.height}\n")
    with open("preset.txt", "w") as out:  # what torchvision's ImageClassification does to the pixels
        for name in FILTERS:
            for w, h in (100, 75), (75, 100), (50, 50), (33, 211), (61, 20):
                for resize, crop in (40, 36), (64, 64), (70, 60):
                    both = transforms.Compose([transforms.Resize(resize, transforms.InterpolationMode(name)), transforms.CenterCrop(crop)])
                    out.write(f"{name} {w} {h} {resize} {crop} {fnv(both(noise(w, h)).tobytes()):016x}\n")
    with open("center_crop.txt", "w") as out:
        for w in 1, 2, 5, 6, 7, 8, 9, 10, 11, 12:
            for h in 3, 6, 7, 9, 10:
                for size in 1, 4, 5, 6, 7:
                    out.write(f"{w} {h} {size} {fnv(transforms.CenterCrop(size)(noise(w, h)).tobytes()):016x}\n")
    # Where no random part fits, the choice is fixed: the ranges allow one area and one ratio, which no oblong image has.
    with open("central_box.txt", "w") as out:
        for w, h in (50, 20), (20, 50), (51, 20), (7, 30), (1, 4), (4, 1), (301, 11):
            for low, high in (1, 1), (0.9, 1.1), (3 / 4, 4 / 3):
                top, left, height, width = transforms.RandomResizedCrop.get_params(Image.new("RGB", (w, h)), [1, 1], [low, high])
                out.write(f"{w} {h} {low!r} {high!r} {left} {top} {width} {height}\n")


def record_values():
    ramp = Image.fromarray(numpy.repeat(numpy.arange(256, dtype=numpy.uint8).reshape(1, 256, 1), 3, axis=2))
    plain = transforms.ToTensor()(ramp)
    normal = transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])(plain)
    with open("values.txt", "w") as out:  # value, its float's bits from ToTensor, then R, G, B from Normalize
        for value in range(256):
            row = [plain[0, 0, value], *normal[:, 0, value]]
            out.write(f"{value} " + " ".join(struct.pack(">f", float(x)).hex() for x in row) + "\n")


def record_crop_statistics():
    """Mean and standard deviation of the share of area, ln(ratio), and relative position of torchvision's random parts."""
    torch.manual_seed(0)
    draws = 20000
    with open("crop_statistics.txt", "w") as out:
        for w, h in (500, 375), (224, 224), (200, 600), (64, 20):
            boxes = numpy.array([transforms.RandomResizedCrop.get_params(Image.new("RGB", (w, h)), [0.08, 1], [3 / 4, 4 / 3])
                                 for _ in range(draws)], dtype=float)
            top, left, height, width = boxes.T
            free = lambda length, whole, at: numpy.where(whole > length, at / numpy.maximum(whole - length, 1), 0.5)
            columns = [width * height / (w * h), numpy.log(width / height), free(width, w, left), free(height, h, top)]
            out.write(f"{w} {h} {draws} " + " ".join(f"{c.mean():.6f} {c.std():.6f}" for c in columns) + "\n")


def record_folder():
    files = ["b/2.jpg", "b/10.jpg", "b/B.JPG", "b/a.JPEG", "b/x.gif", "b/notes.txt", "b/.jpg", "B/1.png", "B/deep/er/1.ppm",
             "a b/1.bmp", "a b/sub-1/1.pgm", "a b/sub/1.tif", "a b/sub/x/1.tiff", "a b/sub.d/1.webp", "a b/jpg", "é/ü.jpg",
             "z/1.jpg.txt", "z/2.Png"]
    with tempfile.TemporaryDirectory() as root, open("image_folder.txt", "w") as out:
        for name in files:
            os.makedirs(os.path.dirname(os.path.join(root, name)), exist_ok=True)
            open(os.path.join(root, name), "w").close()
        data = datasets.ImageFolder(root)
        for name in files:
            out.write(f"file {name}\n")
        for name in data.classes:
            out.write(f"class {name}\n")
        for path, label in data.samples:
            out.write(f"image {label} {os.path.relpath(path, root)}\n")


if __name__ == "__main__":
    os.chdir(os.path.dirname(os.path.abspath(__file__)))
    record_images()
    record_jpegs()
    record_resize()
    record_stages()
    record_values()
    record_crop_statistics()
    record_folder()
