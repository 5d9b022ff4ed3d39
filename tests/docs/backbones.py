#!/usr/bin/env python3
"""Writes the table of all networks into docs/backbones.md: backbones.py PROGRAM [--check], where PROGRAM is that of backbones.cpp.

With --check it writes nothing, and ends with 1 where the page has another table.
"""
import re
import subprocess
import sys

from pages import ROOT

PAGE = ROOT / "docs/backbones.md"
TABLE = re.compile(r"\| name \| type .*?\n(?=\n)", re.S)


def table(program):
    types = dict(re.findall(r'visit\("(\w+)", std::type_identity<(\w+)>', (ROOT / "include/graft/zoo/catalogue.hpp").read_text()))
    lines = ["| name | type | parameters | multiply-adds | pixels | features | top-1 | licence |", "| --- | --- | --- | --- | --- | --- | --- | --- |"]
    for line in subprocess.run([program], capture_output=True, text=True, check=True).stdout.splitlines():
        name, parameters, adds, pixels, features, accuracy, licence = line.split()
        accuracy = f"{float(accuracy):.1f} %" if float(accuracy) else "-"
        lines.append(f"| `{name}` | `{types[name]}` | {int(parameters) / 1e6:.1f} M | {int(adds) / 1e9:.2f} G | {pixels} | {features} | {accuracy} | {licence} |")
    return "\n".join(lines) + "\n"


def main():
    text = PAGE.read_text(encoding="utf-8")
    wanted = TABLE.sub(lambda _: table(sys.argv[1]), text, count=1)
    if "--check" not in sys.argv:
        PAGE.write_text(wanted, encoding="utf-8")
    elif wanted != text:
        sys.exit(f"docs/backbones.md does not have the networks as they are; write it anew: tests/docs/backbones.py {sys.argv[1]}")


if __name__ == "__main__":
    main()
