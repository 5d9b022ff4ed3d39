#!/usr/bin/env python3
"""Compiles headers of graft, each one alone, with all warnings as errors.

  headers.py [--compiler C] --torch-free              those that need nothing but the standard library, without LibTorch
  headers.py [--compiler C] [--scratch FOLDER] [--bodies] -- F...
                                                      the others that users include, and with --bodies the bodies of each room;
                                                      F: flags that find LibTorch, Eigen, range-v3 and stb
  headers.py [--compiler C] [--scratch FOLDER] --detail -- F...   those of the detail folders, too, by hand
  headers.py [--compiler C] --header NAME -- F...      only <NAME>

With --scratch LibTorch is parsed once, into a precompiled header there, and what compiled is remembered there: as long as the
header, what it includes, the flags and the compiler stay the same, it is not compiled again. Two seconds a header with clang++,
five with g++, ten without --scratch.
"""
import argparse
import hashlib
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

INCLUDE = Path(__file__).resolve().parents[2] / "include"
TORCH_FREE = ("core", "graph", "zoo", "policy")
WARNINGS = ["-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-Wpedantic", "-Werror"]
GATEWAY = "graft/platform/gateway.hpp"


def is_torch_free(header):
    return header.parts[1] in TORCH_FREE or header.name == "version.hpp"


def is_private(header):
    return bool({"detail", "impl"} & set(header.parts)) or header.name == "implementation.hpp"


def has_room_bodies(header):
    return header.name == "implementation.hpp" and len(header.parts) == 3


@cache
def reached(name):
    """The names of a header and of all of ours that it includes, themselves or through others."""
    names, ahead = set(), [name]
    while ahead:
        if (name := ahead.pop()) not in names and (INCLUDE / name).is_file():
            names.add(name)
            ahead += re.findall(r"^#include <(graft/[^>]+)>", (INCLUDE / name).read_text(encoding="utf-8"), re.M)
    return sorted(names)


def usable(flags):
    """The flags without folders of the compiler's own, whose order must not be changed, and of ours."""
    folders = (flag.removeprefix("-isystem") for flag in flags if flag.startswith("-isystem"))
    folders = dict.fromkeys(os.path.normpath(folder) for folder in folders if folder)
    others = [flag for flag in flags if not flag.startswith("-isystem") and flag != "-D"]
    return others + [f"-isystem{folder}" for folder in folders if folder not in ("/usr/include", str(INCLUDE))]


@cache
def version_of(compiler):
    return subprocess.run([compiler, "-v"], capture_output=True, text=True).stderr


def digest_of(header, command):
    """Of all that decides whether it compiles."""
    digest = hashlib.sha256("\n".join([version_of(command[0]), *command]).encode())
    for name in reached(str(header)):
        digest.update((INCLUDE / name).read_bytes())
    for flag in command:
        file = Path(flag.removeprefix("-isystem")) / "torch/version.h"
        if flag.startswith("-isystem") and file.is_file():
            digest.update(file.read_bytes())
    return digest.hexdigest()


def precompile(base, scratch):
    """Parses the gateway into a precompiled header, and gives the flags that use it."""
    gateway = scratch / "gateway.hpp"
    gateway.write_text(f"#include <{GATEWAY}>\n", encoding="utf-8")
    # With the warnings of its uses: a compiler ignores a precompiled header that was made with others.
    make = [*base, *WARNINGS, "-x", "c++-header", str(gateway), "-o", f"{gateway}.gch"]
    if "clang" in Path(base[0]).name:
        subprocess.run([*make, "-fpch-instantiate-templates"], check=True)
        return ["-include-pch", f"{gateway}.gch"]
    subprocess.run(make, check=True)
    return ["-Winvalid-pch", "-include", str(gateway)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--compiler", default="g++")
    parser.add_argument("--torch-free", action="store_true")
    parser.add_argument("--header")
    parser.add_argument("--detail", action="store_true")
    parser.add_argument("--bodies", action="store_true")
    parser.add_argument("--scratch", type=Path)
    parser.add_argument("flags", nargs="*")
    options = parser.parse_args()

    headers = sorted(path.relative_to(INCLUDE) for path in INCLUDE.rglob("*.hpp"))
    headers = [header for header in headers if is_torch_free(header) == options.torch_free]
    if not options.torch_free and not options.detail:
        headers = [header for header in headers if not is_private(header) or options.bodies and has_room_bodies(header)]
    if options.header:
        headers = [Path(options.header)]
    base = [options.compiler, "-std=c++20", f"-I{INCLUDE}", *usable(options.flags)]

    digests, remembered = {}, set()
    if options.scratch:
        options.scratch.mkdir(parents=True, exist_ok=True)
        notes = options.scratch / "compiled_alone.txt"
        remembered = set(notes.read_text(encoding="utf-8").split() if notes.is_file() else [])
        digests = {header: digest_of(header, [*base, *WARNINGS]) for header in headers}
    ahead = [header for header in headers if digests.get(header) not in remembered]
    precompiled = precompile(base, options.scratch) if options.scratch and ahead else []

    def compiles(header):
        before = precompiled if GATEWAY in reached(str(header)) else []
        command = [*base, *WARNINGS, *before, "-fsyntax-only", "-x", "c++", "-"]
        return subprocess.run(command, input=f"#include <{header}>\n", text=True).returncode == 0

    with ThreadPoolExecutor(int(os.environ.get("GRAFT_JOBS", min(4, os.cpu_count() or 1)))) as pool:
        failed = [str(header) for header, good in zip(ahead, pool.map(compiles, ahead)) if not good]
    if options.scratch:
        (options.scratch / "gateway.hpp.gch").unlink(missing_ok=True)
        good = [digest for header, digest in digests.items() if str(header) not in failed]
        notes.write_text("\n".join(good) + "\n", encoding="utf-8")
    print(f"{len(headers)} headers compile alone but {len(failed)}; {len(headers) - len(ahead)} of them are unchanged")
    for name in failed:
        print(f"  {name}")
    sys.exit(1 if failed or not headers else 0)


if __name__ == "__main__":
    main()
