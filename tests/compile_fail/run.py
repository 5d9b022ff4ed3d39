#!/usr/bin/env python3
"""Checks one mistake that the compiler must explain: run.py COMPILER CASE.cpp

The first line of CASE.cpp is `// expect-error: TEXT`. It must not compile, its only error must say TEXT, and its twin
CASE.ok.cpp, the same without the mistake, must compile: so the failure has the reason that one thinks it has. A second
line `// expect-note: TEXT` names what must stand somewhere in the compiler's output, such as the values in the type.
"""
import os
import re
import subprocess
import sys
from pathlib import Path

INCLUDE = Path(__file__).resolve().parents[2] / "include"


def compiles(compiler, source):
    command = [compiler, "-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", f"-I{INCLUDE}", str(source)]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"}, timeout=120)
    return done.returncode == 0, done.stderr


def main():
    compiler, case = sys.argv[1], Path(sys.argv[2])
    first_line, second_line = case.read_text(encoding="utf-8").splitlines()[:2]
    if not (match := re.fullmatch(r"// expect-error: (\S.*)", first_line)):
        sys.exit(f"{case.name}: its first line must be `// expect-error: TEXT`")
    wanted, twin = match[1].strip(), case.with_suffix(".ok.cpp")
    note = re.fullmatch(r"// expect-note: (\S.*)", second_line)

    passed, output = compiles(compiler, case)
    errors = [line for line in output.splitlines() if re.search(r"(^|: )(fatal )?error: ", line)]
    problem = None
    if passed:
        problem = "it compiles, and must not"
    elif not errors or wanted not in errors[0]:
        problem = f"its first error does not say: {wanted}"
    elif len(errors) != 1:
        problem = f"it gives {len(errors)} errors, and must give one"
    elif note and note[1].strip() not in output:
        problem = f"it does not mention: {note[1].strip()}"
    if problem:
        sys.exit(f"{case.name}: {problem}\n{output}")

    if not twin.is_file():
        sys.exit(f"{case.name}: there is no twin {twin.name} that compiles")
    passed, output = compiles(compiler, twin)
    if not passed:
        sys.exit(f"{twin.name}: it does not compile, and must\n{output}")
    print(errors[0])


if __name__ == "__main__":
    main()
