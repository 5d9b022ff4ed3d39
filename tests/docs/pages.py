"""README.md and the pages of docs/: their fences of code, what is said of a fence in the comments before it, headings, links.

A fence of C++ is a snippet, and means what it would in a file that includes <graft/graft.hpp> and says `using namespace graft;`,
unless it has a main() of its own. HTML comments right before a fence, which no reader sees, say what else holds:

  <!-- given: CODE -->      CODE stands before the snippet: what the text takes as known. It may have several lines.
  <!-- continues -->        the snippet goes on from the one before it on the page.
  <!-- error: NAME -->      the snippet must not compile, for the one reason graft::error::NAME; without LibTorch.
  <!-- cells: CODE -->      before a table: what its columns but the first have in `...` is C++, each a piece behind CODE.
  <!-- file: NAME -->       quick_start.py writes the fence to a file of that name.
  <!-- output: NAME COMPILER -->  the lines are what COMPILER says of graft::error::NAME in docs/compile_errors.md.
"""
import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("cpp", "sh", "cmake", "meson", "python", "text")
DIRECTIVES = ("given", "continues", "error", "cells", "file", "output")


class Fence(NamedTuple):
    page: str
    line: int  # of the first line inside it
    language: str
    text: str
    said: dict  # directive: (argument, line where the argument begins)

    @property
    def place(self):
        return f"{self.page}:{self.line}"


class BrokenPage(Exception):
    pass


def pages():
    """README.md and the pages, by their path from the root."""
    found = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in found}


def cell_code(row):
    """The C++ in a table's row behind its first column, in one line: types, expressions and statements."""
    cells = re.split(r"(?<!\\)\|", row.strip().strip("|"))
    code = [piece.replace("\\|", "|") for piece in re.findall(r"`([^`]+)`", " ".join(cells[1:]))]
    as_type = lambda piece: re.fullmatch(r"[A-Z]\w*(<.*>)?", piece)
    return " ".join(f"{{ using type = {piece}; }}" if as_type(piece) else f"{{ {piece} }}" if piece.endswith(";") else f"{{ (void)({piece}); }}"
                    for piece in code)


def fences(page, text):
    """The fences of a page, in order, and the tables that are C++."""
    found, said, lines, at = [], {}, text.splitlines(), 0
    while at < len(lines):
        line = lines[at]
        if comment := re.match(r"<!-- *([a-z]+)(?::|(?= *-->))(.*)", line):
            name, begin, argument = comment[1], at + 1, [comment[2]]
            while "-->" not in argument[-1]:
                at += 1
                if at == len(lines):
                    raise BrokenPage(f"{page}:{begin}: this comment does not end")
                argument.append(lines[at])
            argument[-1] = argument[-1].split("-->")[0].rstrip()
            if name not in DIRECTIVES:
                raise BrokenPage(f"{page}:{begin}: '{name}' is not among {', '.join(DIRECTIVES)}")
            said[name] = ("\n".join(argument), begin)
        elif re.match(r" +(```|~~~)|~~~", line):
            raise BrokenPage(f"{page}:{at + 1}: fences begin with ``` at the beginning of a line")
        elif line.startswith("```"):
            language, begin = line[3:].strip(), at + 1
            if language not in LANGUAGES:
                raise BrokenPage(f"{page}:{begin}: a fence of '{language}', and not of {', '.join(LANGUAGES)}")
            at += 1
            inside = at
            while at < len(lines) and lines[at] != "```":
                at += 1
            if at == len(lines):
                raise BrokenPage(f"{page}:{begin}: this fence does not end")
            found.append(Fence(page, inside + 1, language, "\n".join(lines[inside:at]), said))
            said = {}
        elif "cells" in said and line.startswith("|"):
            begin = at
            while at < len(lines) and lines[at].startswith("|"):
                at += 1
            given, where = said.pop("cells")
            said["given"] = (given, where)
            found.append(Fence(page, begin + 1, "cpp", "\n".join(map(cell_code, lines[begin:at])), said))
            said = {}
            continue
        elif said:
            raise BrokenPage(f"{page}:{at + 1}: a comment that says something of a fence, and no fence right after it")
        at += 1
    return found


def prose(text):
    """The page without fences and comments, line for line."""
    blank = lambda match: re.sub(r"[^\n]", "", match[0])
    return re.sub(r"^<!--.*?-->", blank, re.sub(r"^```.*?^```$", blank, text, flags=re.M | re.S), flags=re.M | re.S)


def anchors(text):
    """The anchors of a page's headings, as GitHub makes them, and those that are written out."""
    found = {}
    for heading in re.findall(r"^#+ (.+)$", prose(text), re.M):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading.strip()).lower()
        name = re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")
        found[name if name not in found else f"{name}-{found[name]}"] = found.get(name, 0) + 1
    return set(found) | set(re.findall(r'<a (?:id|name)="([^"]+)"', text))


def links(text):
    """Line number and target of each link and picture of a page."""
    for number, line in enumerate(prose(text).splitlines(), 1):
        for target in re.findall(r"\]\(([^()\s]+)\)|(?:src|href)=\"([^\"]+)\"", re.sub(r"`[^`]*`", "", line)):
            yield number, target[0] or target[1]
