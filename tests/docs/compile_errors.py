#!/usr/bin/env python3
"""Writes docs/compile_errors.md: what g++ and clang say of each mistake that the compiler explains.

  compile_errors.py            write it, with the g++ and the clang++ of the path
  compile_errors.py --check    fail if they say something else than what is written; 77 if they are other versions

One case of tests/compile_fail for each sentence of core/compile_errors.hpp. Line numbers of headers may differ in a check, since
every edit moves them.
"""
import os
import re
import subprocess
import sys

from pages import ROOT

CASES = ROOT / "tests/compile_fail"
PAGE = ROOT / "docs/compile_errors.md"
COMPILERS = ("g++", "clang++")
HEAD = """# What the compilers say

Each mistake that graft explains at compile time, with the whole output of two compilers; [every error with its
remedy](errors.md) says what to do. The files are those of `tests/compile_fail`, without their includes, and need no LibTorch:
`struct Tuner : Verdict<...>` is what a `FineTuner<...>` derives from.

This page is made by `tests/docs/compile_errors.py` with:

"""


def mistakes():
    """Name and sentence of each mistake, in the order of core/compile_errors.hpp."""
    text = (ROOT / "include/graft/core/compile_errors.hpp").read_text(encoding="utf-8")
    for match in re.finditer(r"struct (\w+) \{\s*static_assert\(\s*always_false<\w+>,((?:\s*\"[^\"]*\")+)", text):
        yield match[1], "".join(re.findall(r'"([^"]*)"', match[2]))


def case_of(sentence):
    """The first case of a sentence in the order of their names, which has few others in it."""
    cases = []
    for path in sorted(CASES.glob("*.cpp")):
        first = path.read_text(encoding="utf-8").splitlines()[0]
        if first.startswith("// expect-error: ") and first.split(": ", 1)[1].strip() in sentence:
            cases.append(path)
    return min(cases, key=lambda path: (len(path.read_text(encoding="utf-8").splitlines()), path.name))


def run(*command):
    environment = {**os.environ, "LC_ALL": "C"}
    return subprocess.run(command, capture_output=True, text=True, cwd=CASES, env=environment, timeout=300)


def versions():
    return [run(compiler, "--version").stdout.splitlines()[0] for compiler in COMPILERS]


def said(compiler, case):
    done = run(compiler, "-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-I../../include", case.name)
    if done.returncode == 0:
        sys.exit(f"{case.name} compiles with {compiler}, and must not")
    return done.stderr.replace("../../include/", "").strip()


def page():
    text = [HEAD, "".join(f"- {version}\n" for version in versions())]
    for name, sentence in mistakes():
        case = case_of(sentence)
        code = re.sub(r"^//[^\n]*\n|^#include[^\n]*\n|^using namespace graft;\n", "", case.read_text(encoding="utf-8"), flags=re.M)
        code = re.sub(r"\n{3,}", "\n\n", code).strip()
        shown = sentence.replace("<", "\\<")
        text.append(f"\n## {name}\n\n[{shown}](errors.md#{name.lower()})\n\n`{case.name}`:\n\n```text\n{code}\n```\n")
        text += (f"\n{compiler}:\n\n```text\n{said(compiler, case)}\n```\n" for compiler in COMPILERS)
    return "".join(text)


def comparable(text):
    return re.sub(r"^ +\d* \|.*\n", "", re.sub(r"(graft/[\w/]+\.hpp):\d+(:\d+)?", r"\1", text), flags=re.M)


def main():
    if sys.argv[1:] != ["--check"]:
        PAGE.write_text(page(), encoding="utf-8")
        return
    written = PAGE.read_text(encoding="utf-8")
    try:
        there = versions()
    except OSError as problem:
        there = [str(problem)]
    if other := [version for version in there if version not in written]:
        print(f"[graft] skipped: docs/compile_errors.md was made with other compilers than {' and '.join(other)}")
        sys.exit(77)
    if comparable(page()) != comparable(written):
        sys.exit("docs/compile_errors.md is not what the compilers say: run tests/docs/compile_errors.py")
    print("docs/compile_errors.md is what the compilers say")


if __name__ == "__main__":
    main()
