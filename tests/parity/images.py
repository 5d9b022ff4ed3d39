#!/usr/bin/python3
"""Decodes thousands of made image files with graft and with Pillow, and says where they differ. By hand: it takes minutes.

  tests/parity/images.py [COUNT [KIND...]]     1000 of each kind; g++ and the libraries' headers must be there
Files that differ stay in /tmp/graft_images. Known, of Pillow 9.4: BigTIFFs of big-endian order, some TIFFs of that order, and BMPs
of runs with a palette of black and white are not read at all; compressed TIFFs of 32 bits and big-endian order have their bytes
exchanged; compressed planes of RGBA whose fourth sample is not explained are divided by it; runs of a BMP with an odd count of
single pixels of 4 bits are misread; text PNMs that are cut are filled up with their last value. See also the deviations in
decode.hpp.
"""
import collections
import random
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "data" / "recorded"))
from image_files import KINDS, make  # noqa: E402

LIBRARIES = {"JPEG_TURBO": ["jpeg"], "WEBP": ["webpdemux", "webp"], "TIFF": ["tiff"], "ZLIB": ["z"]}


def built(folder):
    program = f"{folder}/decode"
    command = ["g++", "-std=c++20", "-O1", f"-I{ROOT}/include", "-isystem", "/usr/include/stb", f"{ROOT}/tests/parity/decode.cpp"]
    command += [f"-DGRAFT_HAS_{name}" for name in LIBRARIES] + ["-o", program] + [f"-l{lib}" for libs in LIBRARIES.values() for lib in libs]
    subprocess.run(command, check=True)
    return program


class Graft:
    def __init__(self, program):
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def __call__(self, path):
        self.process.stdin.write(f"{path}\n".encode())
        self.process.stdin.flush()
        line = self.process.stdout.readline().decode(errors="replace").strip()
        if not line:
            sys.exit(f"graft ended at {path}")
        if not line.startswith("OK "):
            return line
        width, height = map(int, line.split()[1:])
        return width, height, self.process.stdout.read(3 * width * height)


def pillow(path):
    try:
        with open(path, "rb") as file:  # as torchvision's pil_loader
            image = Image.open(file).convert("RGB")
        return image.width, image.height, image.tobytes()
    except Exception as error:
        return f"{type(error).__name__} {error}"


def main():
    count, kinds = int(sys.argv[1]) if len(sys.argv) > 1 else 1000, sys.argv[2:] or KINDS
    warnings.simplefilter("ignore")
    kept = Path("/tmp/graft_images")
    kept.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        graft = Graft(built(folder))
        for kind in kinds:
            tally = collections.Counter()
            for number in range(count):
                path = kept / f"{kind}{number}"
                path.write_bytes(make(kind, random.Random(f"{kind} {number}")))
                ours, theirs = graft(path), pillow(path)
                refuses = isinstance(ours, str), isinstance(theirs, str)
                result = {(True, True): "both refuse", (True, False): "graft refuses", (False, True): "Pillow refuses"}.get(
                    refuses, "equal" if ours == theirs else "different")
                tally[result] += 1
                if result in ("equal", "both refuse"):
                    path.unlink()
                else:
                    print(path, result, ours if refuses[0] else theirs if refuses[1] else "")
            print(kind, dict(tally), flush=True)


if __name__ == "__main__":
    main()
