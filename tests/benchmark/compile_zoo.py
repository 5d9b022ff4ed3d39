#!/usr/bin/env python3
"""What naming a network of the zoo costs a compiler: compile_zoo.py [--compiler g++ ...] [--repeats N] [--check SECONDS]

A line a family of include/graft/zoo: seconds of the processor for a unit that includes its header, and what each of its networks
adds when the compiler must know its table (its number of parameters), the smallest of some runs; last, all networks in one unit.
Default limits of the compilers hold. With --check, ends with 1 where a network adds more than so many seconds.
"""
import argparse
import re
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

INCLUDE = Path(__file__).resolve().parents[2] / "include"
ZOO = INCLUDE / "graft/zoo"


def networks():
    """Header and types of each family, in the order of the catalogue."""
    families = {}
    for name in re.findall(r"std::type_identity<(\w+)>{}", (ZOO / "catalogue.hpp").read_text()):
        header = next(file for file in sorted(ZOO.glob("*.hpp")) if re.search(rf"struct {name}\b", file.read_text()))
        families.setdefault(header.stem, []).append(name)
    return families


def seconds(compiler, text, repeats):
    with tempfile.TemporaryDirectory() as folder:
        unit = Path(folder) / "unit.cpp"
        unit.write_text(text)
        best = None
        for _ in range(repeats):
            began = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
            done = subprocess.run([compiler, "-std=c++20", "-fsyntax-only", f"-I{INCLUDE}", str(unit)], capture_output=True, text=True)
            taken = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - began
            if done.returncode:
                sys.exit(f"{compiler} does not compile this:\n{text}\n{done.stderr[:2000]}")
            best = taken if best is None else min(best, taken)
        return best


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--compiler", nargs="+", default=["g++"])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--check", type=float, metavar="SECONDS")
    options = parser.parse_args()
    use = "static_assert(graft::{0}::graph.check().ok() && graft::{0}::graph.parameter_count() > 0);\n".format
    families, slow = networks(), []
    for compiler in options.compiler:
        print(f"{compiler}, seconds")
        for family, names in families.items():
            include = f"#include <graft/zoo/{family}.hpp>\n"
            bare = seconds(compiler, include, options.repeats)
            added = {name: seconds(compiler, include + use(name), options.repeats) - bare for name in names}
            print(f"  {family:22s} {bare:5.2f}  " + ", ".join(f"{name} {more:+.2f}" for name, more in added.items()), flush=True)
            slow += [f"{name} adds {more:.2f} s with {compiler}" for name, more in added.items() if options.check and more > options.check]
        include = "#include <graft/zoo/catalogue.hpp>\n"
        bare = seconds(compiler, include, options.repeats)
        every = seconds(compiler, include + "".join(use(name) for names in families.values() for name in names), 1)
        print(f"  {'all of them':22s} {bare:5.2f}  {every - bare:+.2f}", flush=True)
    for line in slow:
        print(line)
    sys.exit(1 if slow else 0)


if __name__ == "__main__":
    main()
