#!/usr/bin/env python3
"""Compiles every snippet of C++ in README.md and docs/; pages.py says what a snippet is.

  snippets.py [--compiler C] [--page NAME] [--write FILE] -- F...     F: flags that find LibTorch, Eigen and range-v3

All snippets are one unit, since reading LibTorch is most of what it takes, each in a namespace of its own; the compiler's
messages name page and line. A snippet's statements become a function, its declarations stay beside it. Snippets that show an
error are units of their own, without LibTorch.
"""
import argparse
import os
import re
import subprocess
import sys

from pages import ROOT, BrokenPage, fences, pages

sys.path.insert(0, str(ROOT / "tests/support"))
from headers import usable  # noqa: E402

# Shadowing and unused names are what a page about one thing has.
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Werror", "-Wno-unused-variable", "-Wno-unused-but-set-variable",
            "-Wno-unused-local-typedefs", "-Wno-unused-function", "-Wno-unused-parameter", "-Wno-return-type"]
TYPES = re.compile(r"(template|struct|class|enum|union|namespace|extern|inline)\b")
EITHER = re.compile(r"(using|typedef|static_assert|constexpr|const|static)\b")
FUNCTION = re.compile(r"(?!if\b|for\b|while\b|do\b|switch\b|try\b|else\b|return\b)[\w:<>,&*\s]+\s[&*]*\w+\([^{};]*\)\s*(const|noexcept|\s)*(try\s*)?\{")
TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|R"\((?:.*?)\)"|"(?:\\.|[^"\\\n])*"|(?<![0-9A-Fa-f])\'(?:\\.|[^\'\\\n])+\'|.', re.S)


def items(text):
    """The declarations and statements of a text, each with the number of lines before it."""
    found, depth, begin, at = [], 0, 0, 0
    for token in TOKEN.finditer(text):
        at, one = token.end(), token[0]
        if text[begin:token.start()].strip() == "" and one == "#":
            at = text.find("\n", token.start())
            at = len(text) if at < 0 else at
        elif at <= begin:
            continue
        elif one in "([{" and len(one) == 1:
            depth += 1
            continue
        elif one in ")]}" and len(one) == 1:
            depth -= 1
            rest = text[at:].lstrip()
            ends = one == "}" and depth == 0 and not re.match(r"[;,.()\[\]?:|&+*/<>=-]|else\b|catch\b", rest)
            if not ends:
                continue
        elif one != ";" or depth != 0:
            continue
        found.append((text[begin:at], text.count("\n", 0, begin)))
        begin = at
    if re.sub(r"//[^\n]*|/\*.*?\*/", "", text[begin:], flags=re.S).strip():
        found.append((text[begin:], text.count("\n", 0, begin)))
    return found


def is_program(text):
    return re.search(r"\bint main\(", text) is not None


class Snippet:
    """A fence with all that stands before it: the lines of code of each place."""

    def __init__(self, fence, before):
        self.fence = fence
        self.pieces = list(before.pieces) if before else []
        if "given" in fence.said:
            self.pieces.append(fence.said["given"])
        self.pieces.append((fence.text, fence.line))

    def lines(self, name):
        """The headers that it includes, and its code."""
        headers, outside, inside = [], [], []
        for text, line in self.pieces:
            for code, offset in items(text):
                begin = re.sub(r"^(\s|//[^\n]*\n|/\*.*?\*/)*", "", code, flags=re.S)
                if begin.startswith("#"):
                    headers.append(begin)
                    continue
                # A program's main is a function like any other here, and gives nothing back where it does not say so.
                code = re.sub(r"\bint main\(", "[[maybe_unused]] int main_of_page(", code)
                either = EITHER.match(begin) and not inside
                place = outside if either or TYPES.match(begin) or FUNCTION.match(begin) else inside
                place.append(f'#line {line + offset} "{self.fence.page}"\n{code}\n')
        used = [] if is_program(self.fence.text) else ["using namespace graft;\n"]
        body = ["[[maybe_unused]] void statements() {\n", *inside, "}\n"] if inside else []
        return headers, "".join([f"namespace {name} {{\n", *used, *outside, *body, "}\n"])


def compiles(command, unit):
    environment = {**os.environ, "LC_ALL": "C"}
    done = subprocess.run([*command, "-x", "c++", "-"], input=unit, capture_output=True, text=True, cwd=ROOT, env=environment)
    return done.returncode == 0, done.stderr


def sentence_of(mistake):
    """What graft::error::MISTAKE says."""
    text = (ROOT / "include/graft/core/compile_errors.hpp").read_text(encoding="utf-8")
    match = re.search(r"struct " + mistake + r" \{\s*static_assert\(\s*always_false<\w+>,((?:\s*\"[^\"]*\")+)", text)
    return "".join(re.findall(r'"([^"]*)"', match[1])) if match else None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--compiler", default="g++")
    parser.add_argument("--page", help="only this one, such as docs/recipes.md")
    parser.add_argument("--write", help="the unit goes to this file, too")
    parser.add_argument("flags", nargs="*")
    options = parser.parse_args()

    good, wrong = [], []
    for page, text in pages().items():
        if options.page not in (None, page):
            continue
        before = None
        for fence in fences(page, text):
            if fence.language != "cpp":
                continue
            if "continues" in fence.said and before is None:
                raise BrokenPage(f"{fence.place}: continues, and nothing is before it")
            before = Snippet(fence, before if "continues" in fence.said else None)
            (wrong if "error" in fence.said else good).append(before)
            if "error" in fence.said:
                before = None

    base = [options.compiler, "-std=c++20", "-fsyntax-only", "-Iinclude", *WARNINGS]
    headers, codes = dict.fromkeys(["#include <graft/graft.hpp>"]), []
    for number, snippet in enumerate(good):
        own, code = snippet.lines(f"snippet_{number}")
        headers.update(dict.fromkeys(own))
        codes.append(code)
    unit = "\n".join([*headers, *codes])
    if options.write:
        open(options.write, "w", encoding="utf-8").write(unit)
    passed, output = compiles([*base, *usable(options.flags)], unit) if good else (True, "")
    problems = [] if passed else [output]

    torch_free = sorted(path.relative_to(ROOT / "include") for room in ("zoo", "policy") for path in (ROOT / "include/graft" / room).glob("*.hpp"))
    for snippet in wrong:
        mistake = snippet.fence.said["error"][0].strip()
        wanted = sentence_of(mistake)
        own, code = snippet.lines("snippet")
        # Whoever names a FineTuner derives from its verdict, which needs no LibTorch.
        own += ["namespace graft { template <class B, class H, class F, class O, class... More> struct FineTuner",
                " : Verdict<B, H, F, O>, std::conditional_t<Composable<B, H, F, O>, OptionalVerdict<More...>, CompositionIsFine> {}; }"]
        passed, output = compiles(base, "\n".join([*(f"#include <{path}>" for path in torch_free), *own, code]))
        errors = [line for line in output.splitlines() if re.search(r"(^|: )(fatal )?error: ", line)]
        if wanted is None:
            problems.append(f"{snippet.fence.place}: there is no graft::error::{mistake}")
        elif passed:
            problems.append(f"{snippet.fence.place}: this compiles, and must not")
        elif len(errors) != 1 or wanted not in errors[0]:
            problems.append(f"{snippet.fence.place}: the one error must be: {wanted}\n{output}")
    print("\n".join(problems) or f"{len(good)} snippets compile, {len(wrong)} give their error")
    sys.exit(1 if problems or not good else 0)


if __name__ == "__main__":
    try:
        main()
    except BrokenPage as problem:
        sys.exit(str(problem))
