#!/usr/bin/env python3
"""Runs every shell line of docs/quick_start.md, in order, in one shell, as a reader would.

  quick_start.py --build BUILD [--cmake-option O]... [--scratch FOLDER]
                                        BUILD: the build folder of this checkout, with its examples built

What would take minutes, a network or a reader's own photographs is replaced, and printed where it is:
- the checkout at hand stands for a clone of it, and BUILD for its build folder;
- images that are made here, some blocks and some stripes, stand for CIFAR-10's and for photographs; and files that the program
  writes after training on nothing but them, for pretrained weights. Training has one epoch;
- a program of one's own is compiled with the options given here, so that ccache knows graft's bodies.
Exits with 77 where there is no build of the examples.
"""
import argparse
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from pages import ROOT, fences

PAGE = "docs/quick_start.md"


def draw(file, blocks, seed):
    """An image of stripes, or of blocks, 96 x 80."""
    dice = random.Random(seed)
    period, light, dark = dice.randint(12, 20), dice.randint(160, 250), dice.randint(0, 90)
    pixels = bytearray()
    for y in range(80):
        for x in range(96):
            across, along = y % period < period // 2, x % period < period // 2
            pixels += bytes([(light if (across != along if blocks else across) else dark) + dice.randint(0, 5)] * 3)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"P6 96 80 255\n" + pixels)


def draw_folder(folder):
    for split, count in (("train", 8), ("val", 4)):
        for label, name in enumerate(("cats", "dogs")):
            for number in range(1, count + 1):
                draw(folder / split / name / f"{number}.ppm", label == 1, f"{split}{name}{number}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, required=True)
    parser.add_argument("--cmake-option", action="append", default=[])
    parser.add_argument("--scratch", type=Path)
    options = parser.parse_args()
    program = options.build.resolve() / "examples/01_cat_dog"
    if not program.is_file():
        print("[graft] skipped: the quick start needs the examples to be built")
        sys.exit(77)
    work = (options.scratch or Path(tempfile.mkdtemp(prefix="graft_quick_start_"))).resolve()
    shutil.rmtree(work, ignore_errors=True)
    (work / "weights").mkdir(parents=True)
    draw_folder(work / "images")
    environment = {**os.environ, "GRAFT_BUILD": str(options.build.resolve()), "CUDA_VISIBLE_DEVICES": "",
                   "TORCH_HOME": str(work / "torch"), "GRAFT_HOME": str(work / "home"), "CCACHE_BASEDIR": str(work)}
    # Trained on nothing but images made here.
    weights = work / "weights/resnet50.pth"
    subprocess.run([program, "--data", work / "images", "--epochs", "1", "--batch", "8", "--out", weights], check=True, env=environment,
                   cwd=work / "weights")
    catalogue = (ROOT / "include/graft/zoo/resnet.hpp").read_text(encoding="utf-8")
    name = re.search(r"https://download.pytorch.org/models/(resnet50-11ad3fa6\.pth)", catalogue)[1]
    (work / "torch/hub/checkpoints").mkdir(parents=True)
    (work / "torch/hub/checkpoints" / name).symlink_to(weights)

    clone = work / "clone"
    (clone / "examples").mkdir(parents=True)
    for link, target in (("CMakeLists.txt", ROOT / "CMakeLists.txt"), ("include", ROOT / "include"), ("build", options.build.resolve())):
        (clone / link).symlink_to(target)
    # By its own path, so that the build folder's source is the checkout still.
    (clone / "examples/cat_dog.sh").write_text(f'#!/bin/bash\nexec {ROOT}/examples/cat_dog.sh "$@"\n', encoding="utf-8")
    (clone / "examples/cat_dog.sh").chmod(0o755)

    instead = (
        (r"^git clone <this repository> graft$", "mv clone graft"),
        (r"^cd graft$", f"cd graft && cp -r {work}/images my_photos && cp my_photos/val/cats/1.ppm cat.jpg"),
        (r"^examples/cat_dog\.sh$", f"examples/cat_dog.sh --data {work}/images --weights {weights} --epochs 1"),
        (r"^examples/cat_dog\.sh --data my_photos$", f"examples/cat_dog.sh --data my_photos --weights {weights} --epochs 1"),
        (r"my_photos/val/cats/1\.jpg$", "my_photos/val/cats/1.ppm"),
        (r"^cmake -S \. -B build -G Ninja -DCMAKE_BUILD_TYPE=Release$", " ".join(["$&", *(f"'{o}'" for o in options.cmake_option)])),
        (r"^cmake --build build$", "cmake --build build --parallel 1"),
    )
    used, script = set(), ["set -euo pipefail"]
    for fence in fences(PAGE, (ROOT / PAGE).read_text(encoding="utf-8")):
        if "file" in fence.said:
            file = fence.said["file"][0].strip()
            script.append(f"cat >{file} <<'END_OF_FILE'\n{fence.text}\nEND_OF_FILE")
        if fence.language != "sh":
            continue
        for number, line in enumerate(fence.text.splitlines(), fence.line):
            run = line
            for pattern, replacement in instead:
                if re.search(pattern, line):
                    run = re.sub(pattern, lambda match: replacement.replace("$&", match[0]), line)
                    used.add(pattern)
            said = f"{PAGE}:{number}: {line}" + (f"\n    in its place: {run}" if run != line else "")
            script.append("printf '%s\\n' " + "'" + said.replace("'", "'\\''") + "'")
            script.append(run)
    if missing := [pattern for pattern, _ in instead if pattern not in used]:
        sys.exit(f"{PAGE} has no line any more for: {', '.join(missing)}")
    done = subprocess.run(["bash", "-c", "\n".join(script)], cwd=work, env=environment, stdin=subprocess.DEVNULL)
    if done.returncode == 0:
        shutil.rmtree(work)
    sys.exit(done.returncode and f"a line of {PAGE} failed, see above; the folder is {work}")


if __name__ == "__main__":
    main()
