#!/usr/bin/env python3
"""Runs commands and draws their last lines as a terminal shows them.

  terminal.py [--tail LINES] [--columns COLUMNS] FILE.svg COMMAND...

For README's picture, in a checkout in which examples/cat_dog.sh has run before and a photograph lies beside it:

  tests/docs/terminal.py docs/images/first_run.svg examples/cat_dog.sh 'build/examples/01_cat_dog predict cat.jpg'

The last LINES lines of each are shown, standard error included; longer ones are folded. This folder is left out of paths, and the
home folder is ~. Fails,
and draws nothing, if a command does.
"""
import argparse
import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path
from xml.sax.saxutils import escape

LINE, CHARACTER, EDGE = 19, 8.43, 16


def drawn(lines, columns):
    width, height = round(columns * CHARACTER + 2 * EDGE), len(lines) * LINE + 2 * EDGE + 18
    svg = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">',
           f'<rect width="{width}" height="{height}" rx="8" fill="#1e2430"/>']
    svg += [f'<circle cx="{EDGE + 6 + 20 * i}" cy="16" r="6" fill="{colour}"/>' for i, colour in enumerate(("#ff5f57", "#febc2e", "#28c840"))]
    svg.append('<g font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="14" fill="#d8dee9">')
    for number, line in enumerate(lines):
        colour = ' fill="#a3be8c"' if line.startswith("$ ") else ""
        # The length is fixed, so that another monospaced font fills the same columns.
        length = f' textLength="{len(line) * CHARACTER:.1f}" lengthAdjust="spacingAndGlyphs"' if line else ""
        svg.append(f'<text x="{EDGE}" y="{EDGE + 32 + number * LINE}"{length}{colour}>{escape(line).replace(" ", chr(0xA0))}</text>')
    return "\n".join([*svg, "</g>", "</svg>"]) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tail", type=int, default=18)
    parser.add_argument("--columns", type=int, default=104)
    parser.add_argument("file", type=Path)
    parser.add_argument("commands", nargs="+")
    options = parser.parse_args()

    lines = []
    for command in options.commands:
        done = subprocess.run(["bash", "-c", command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True)
        sys.stderr.write(done.stdout)
        if done.returncode != 0:
            sys.exit(f"{command} ends with {done.returncode}")
        said = re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", done.stdout).replace(os.getcwd() + "/", "").replace(str(Path.home()), "~").split("\n")
        said = [line.rstrip().rpartition("\r")[2] for line in said]
        while said and not said[-1]:
            said.pop()
        lines += [f"$ {command}", *said[-options.tail:], ""]
    folded = []
    for line in lines[:-1]:
        folded += textwrap.wrap(line, options.columns, subsequent_indent="    ", replace_whitespace=False, drop_whitespace=True) or [""]
    options.file.write_text(drawn(folded, options.columns), encoding="utf-8")


if __name__ == "__main__":
    main()
