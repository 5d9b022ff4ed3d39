#!/usr/bin/env python3
"""Draws the rooms of include/graft/ and what they include of each other, as they are: docs/images/rooms.svg.

  rooms.py            write it
  rooms.py --check    fail if it is not what would be written, or docs/architecture.md lacks a room
"""
import re
import sys
from xml.sax.saxutils import escape

from pages import ROOT

sys.path.insert(0, str(ROOT / "tests"))
from structure import FOLDERS, ROOMS, TORCH_FREE, includes, room_of  # noqa: E402

PICTURE = ROOT / "docs/images/rooms.svg"
PAGE = ROOT / "docs/architecture.md"
ROW, LEFT, CELL, TOP = 42, 450, 36, 100
COLOURS = {True: "#dcebd9", False: "#d9e4f2"}


def uses():
    """Which folder includes from which other one."""
    edges = set()
    for path in (ROOT / "include/graft").glob("*/**/*.hpp"):
        name = path.relative_to(ROOT / "include").as_posix()
        edges |= {(name.split("/")[1], room_of(included).split("/")[0]) for _, included, _ in includes(path.read_text(encoding="utf-8"))
                  if included.startswith("graft/") and room_of(included)}
    return edges


def picture():
    edges = uses()
    width, height = LEFT + CELL * len(FOLDERS) + 20, TOP + (ROW + 4) * len(FOLDERS) + 36
    text = lambda x, y, words, more="": f'<text x="{x}" y="{y}" {more}>{escape(words)}</text>'
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
             'font-family="DejaVu Sans, Helvetica, Arial, sans-serif" font-size="14" fill="#222">',
             f'<rect width="{width}" height="{height}" fill="#fff"/>',
             text(10, 22, "A room includes from itself and from those above it.", 'font-size="15" font-weight="bold"'),
             text(10, 44, "A circle: it does include from the room of that column.", 'font-size="13" fill="#555"')]
    y = TOP
    for row, folder in enumerate(FOLDERS):
        torch_free = folder in TORCH_FREE
        if row and FOLDERS[row - 1] in TORCH_FREE and not torch_free:
            y += 32
            lines += [f'<path d="M10 {y - 10}H{width - 10}" stroke="#c0392b" stroke-dasharray="6 4"/>',
                      text(10, y - 15, "LibTorch enters below this line", 'fill="#c0392b" font-size="12"')]
        inner = [room.split("/", 1)[1] for room in ROOMS if room.startswith(folder + "/")]
        lines += [f'<rect x="10" y="{y}" width="{LEFT - 20}" height="{ROW}" rx="6" fill="{COLOURS[torch_free]}"/>',
                  text(22, y + 26, folder, 'font-weight="bold"'),
                  text(112, y + 26, " · ".join(inner), 'font-size="12"')]
        column = LEFT + CELL * row
        lines.append(text(column + 10, TOP - 10, folder, f'font-size="12" transform="rotate(-40 {column + 10} {TOP - 10})"'))
        for other_row, other in enumerate(FOLDERS):
            x = LEFT + CELL * other_row + CELL / 2
            if other == folder:
                lines.append(f'<rect x="{x - 5:g}" y="{y + ROW / 2 - 5:g}" width="10" height="10" fill="{COLOURS[torch_free]}"/>')
            elif (folder, other) in edges:
                lines.append(f'<circle cx="{x:g}" cy="{y + ROW / 2:g}" r="7" fill="#7a94b8"/>')
            elif other_row < row:
                lines.append(f'<circle cx="{x:g}" cy="{y + ROW / 2:g}" r="2" fill="#ccc"/>')
        y += ROW + 4
    return "\n".join([*lines, "</svg>"]) + "\n"


def main():
    if sys.argv[1:] != ["--check"]:
        PICTURE.write_text(picture(), encoding="utf-8")
        return
    if not PICTURE.is_file() or PICTURE.read_text(encoding="utf-8") != picture():
        sys.exit("docs/images/rooms.svg is not what the includes are: run tests/docs/rooms.py")
    rows = re.findall(r"^\| `([\w/]+)` \|", PAGE.read_text(encoding="utf-8"), re.M)
    if rows != list(FOLDERS):
        sys.exit(f"docs/architecture.md lists {rows}, the rooms are {list(FOLDERS)}")
    print("docs/images/rooms.svg is what the includes are")


if __name__ == "__main__":
    main()
