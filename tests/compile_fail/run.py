#!/usr/bin/env python3
"""Checks mistakes that the compiler must explain.

  run.py COMPILER CASE.cpp    one mistake
  run.py COMPILER --twins     what is right beside each of them

The first line of CASE.cpp is `// expect-error: TEXT`. It must not compile, its only error must say TEXT, and its twin
CASE.ok.cpp, the same without the mistake, must compile: so the failure has the reason that one thinks it has. A second
line `// expect-note: TEXT` names what must stand somewhere in the compiler's output, such as the values in the type.
All twins are compiled as one unit, each in a namespace of its own: alone, most of their time would be headers.
"""
import os
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
INCLUDE = HERE.parents[1] / "include"


def compiles(compiler, source, text=None):
    command = [compiler, "-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", f"-I{INCLUDE}", *source]
    done = subprocess.run(command, input=text, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"}, timeout=300)
    return done.returncode == 0, done.stderr


def check_twins(compiler):
    includes, bodies = set(), []
    for number, twin in enumerate(sorted(HERE.glob("*.ok.cpp"))):
        lines = twin.read_text(encoding="utf-8").splitlines()
        includes.update(line for line in lines if line.startswith("#include"))
        text = "\n".join("" if line.startswith("#include") else line for line in lines)
        bodies.append(f'namespace twin_{number} {{\n#line 1 "{twin.name}"\n{text}\n}}')
    passed, output = compiles(compiler, ["-x", "c++", "-"], "\n".join([*sorted(includes), *bodies]) + "\n")
    if not passed or not bodies:
        sys.exit(f"a twin does not compile, and must\n{output}")
    print(f"{len(bodies)} twins compile")


def main():
    if sys.argv[2] == "--twins":
        return check_twins(sys.argv[1])
    compiler, case = sys.argv[1], Path(sys.argv[2])
    first_line, second_line = case.read_text(encoding="utf-8").splitlines()[:2]
    if not (match := re.fullmatch(r"// expect-error: (\S.*)", first_line)):
        sys.exit(f"{case.name}: its first line must be `// expect-error: TEXT`")
    wanted, twin = match[1].strip(), case.with_suffix(".ok.cpp")
    note = re.fullmatch(r"// expect-note: (\S.*)", second_line)

    passed, output = compiles(compiler, [str(case)])
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
    print(errors[0])


if __name__ == "__main__":
    main()
