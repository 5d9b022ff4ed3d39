#!/usr/bin/env python3
"""Compiles headers of graft, each one alone, with all warnings as errors.

  headers.py [--compiler C] --torch-free              those that need nothing but the standard library, without LibTorch
  headers.py [--compiler C] [--scratch FOLDER] -- F...  the others that users include; F: flags that find LibTorch, Eigen, range-v3 and stb
  headers.py [--compiler C] [--scratch FOLDER] --detail -- F...   those of the detail folders, too, by hand: each takes 7 s
  headers.py [--compiler C] --header NAME -- F...      only <NAME>

With --scratch LibTorch is parsed once, into a precompiled header there; without it the compiler's own time is 10 s a header.
"""
import argparse
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

INCLUDE = Path(__file__).resolve().parents[2] / "include"
TORCH_FREE = ("core", "graph", "zoo", "policy")
WARNINGS = ["-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-Wpedantic", "-Werror"]
GATEWAY = "graft/platform/gateway.hpp"


def is_torch_free(header):
    return header.parts[1] in TORCH_FREE or header.name == "version.hpp"


def reaches_gateway(header, seen):
    """Whether a header includes LibTorch, itself or through others of ours."""
    if str(header) == GATEWAY:
        return True
    if header in seen or not (INCLUDE / header).is_file():
        return False
    seen.add(header)
    names = re.findall(r"^#include <(graft/[^>]+)>", (INCLUDE / header).read_text(encoding="utf-8"), re.M)
    return any(reaches_gateway(Path(name), seen) for name in names)


def usable(flags):
    """The flags without folders of the compiler's own, whose order must not be changed, and of ours."""
    folders = (flag.removeprefix("-isystem") for flag in flags if flag.startswith("-isystem"))
    folders = dict.fromkeys(os.path.normpath(folder) for folder in folders if folder)
    others = [flag for flag in flags if not flag.startswith("-isystem")]
    return others + [f"-isystem{folder}" for folder in folders if folder not in ("/usr/include", str(INCLUDE))]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--compiler", default="g++")
    parser.add_argument("--torch-free", action="store_true")
    parser.add_argument("--header")
    parser.add_argument("--detail", action="store_true")
    parser.add_argument("--scratch", type=Path)
    parser.add_argument("flags", nargs="*")
    options = parser.parse_args()

    headers = sorted(path.relative_to(INCLUDE) for path in INCLUDE.rglob("*.hpp"))
    headers = [header for header in headers if is_torch_free(header) == options.torch_free]
    if not options.torch_free and not options.detail:
        headers = [header for header in headers if not {"detail", "impl"} & set(header.parts) and header.name != "implementation.hpp"]
    if options.header:
        headers = [Path(options.header)]
    base = [options.compiler, "-std=c++20", f"-I{INCLUDE}", *usable(options.flags)]
    precompiled = []
    if options.scratch:
        shutil.rmtree(options.scratch, ignore_errors=True)
        options.scratch.mkdir(parents=True)
        gateway = options.scratch / "gateway.hpp"
        gateway.write_text(f"#include <{GATEWAY}>\n", encoding="utf-8")
        # With the warnings of its uses: a compiler ignores a precompiled header that was made with others.
        make = [*base, *WARNINGS, "-x", "c++-header", str(gateway), "-o", f"{gateway}.gch"]
        subprocess.run(make, check=True)
        precompiled = ["-Winvalid-pch", "-include", str(gateway)]

    def compiles(header):
        before = precompiled if reaches_gateway(header, set()) else []
        command = [*base, *WARNINGS, *before, "-fsyntax-only", "-x", "c++", "-"]
        return subprocess.run(command, input=f"#include <{header}>\n", text=True).returncode == 0

    with ThreadPoolExecutor(int(os.environ.get("GRAFT_JOBS", min(4, os.cpu_count() or 1)))) as pool:
        failed = [str(header) for header, good in zip(headers, pool.map(compiles, headers)) if not good]
    if options.scratch:
        shutil.rmtree(options.scratch)
    print(f"{len(headers)} headers compiled alone, {len(failed)} failed")
    for name in failed:
        print(f"  {name}")
    sys.exit(1 if failed or not headers else 0)


if __name__ == "__main__":
    main()
