#!/usr/bin/env python3
"""Checks that the house stands as it was drawn: which folder includes which, who may include LibTorch and stb, sizes of files,
and a few spellings that a header must not have. Prints one line for each break and fails if there is one.
"""
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
INCLUDE = ROOT / "include"

# The rooms of the house, each a folder without its detail/ and impl/. A file includes from its own room and from those before
# it. LibTorch enters at platform.
ROOMS = (
    "core", "core/json",
    "graph/shape", "graph/layer", "graph/op", "graph",
    "zoo",
    "policy",
    "platform",
    "engine/optimizer", "engine/eager", "engine/plan", "engine/plan/onednn", "engine/plan/torch", "engine",
    "network",
    "weights/io", "weights/names", "weights/state", "weights/pth", "weights/safetensors", "weights/keras", "weights",
    "data/image", "data/decode", "data/draw", "data/transform", "data/dataset", "data/annotation", "data/loader", "data",
    "task/detection", "task/metrics", "task", "train/features", "train",
    "tuner",
)
FOLDERS = tuple(dict.fromkeys(room.split("/")[0] for room in ROOMS))
STRANGERS = {("weights", "data"), ("data", "weights")}
TORCH_FREE = ("core", "graph", "zoo", "policy")
GATEWAY = "graft/platform/gateway.hpp"
LIBTORCH = "graft/platform/libtorch.hpp"  # all of it, for users
ONEDNN = "graft/platform/onednn.hpp"
TOP_LEVEL = {"include", "tests", "examples", "single_include", "CMakeLists.txt", "meson.build", "README.md", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", "docs"}
LINES = 450
COLUMNS = 128  # of comments, too, which clang-format leaves as they are

# The bodies of functions stand in impl/, which come into a program once, through the implementation.hpp of their folder; they are
# no inline functions. What a user's units read, the public headers of these folders, spares them what only bodies need.
IMPLEMENTATION = "implementation.hpp"
LEAN = ("weights", "data")
# What is below users' eyes: other rooms build on it.
INTERNAL = ("platform", "engine", "core/json")
FOR_BODIES = re.compile(r"range/v3/(?!range_fwd)|(stb/)?stb_|(fstream|regex|thread|condition_variable)$")

SPELLINGS = {
    r"\bnamespace\s*\{": "anonymous namespace: use detail",
    r"\bstd::(ranges::)?views\b": "std::views: use range-v3",
    r"#\s*include\s*<format>": "<format> does not exist on every compiler",
    r"(?m)^using\s+namespace\b": "using namespace in a header",
    r"\b(CHECK|LOG|VLOG)\s*\(": "a macro that LibTorch leaks",
    r"#\s*define\s+(?!GRAFT_|STB_IMAGE_)\w": "a macro without GRAFT_ in front",
    r"range/v3/all\.hpp": "range-v3 by its single headers",
}
breaks = []


def report(path, number, text):
    breaks.append(f"{path.relative_to(ROOT)}:{number}: {text}")


def blank(text):
    """The code without comments and literals, each replaced by as many spaces, lines kept."""
    pattern = r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|(?<![0-9A-Fa-f])\'(?:\\.|[^\'\\\n])+\''
    return re.sub(pattern, lambda m: re.sub(r"[^\n]", " ", m[0]), text, flags=re.S)


def includes(text):
    """Line number and name of each #include <name> or "name"."""
    for number, line in enumerate(text.splitlines(), 1):
        if match := re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line):
            yield number, match[2], match[1] == '"'


def static_at_namespace_scope(code):
    """The lines on which a declaration outside every class and function begins with static."""
    stack, statement, line = [], "", 1
    for character in code:
        if character == "\n":
            line += 1
            if statement.lstrip().startswith("#"):
                statement = ""
        if character == "{":
            stack.append(bool(re.search(r'\bnamespace\b[^;]*$|\bextern\s*$', statement)))
            statement = ""
        elif character == "}":
            if stack:
                stack.pop()
            statement = ""
        elif character == ";":
            statement = ""
        else:
            statement += character
            if all(stack) and re.fullmatch(r"\s*(?:template\s*<[^{}]*>\s*)?(?:inline\s+|constexpr\s+)*static\s", statement):
                yield line
                statement = "seen"


def room_of(name):
    """The room of a header: graft/engine/plan/detail/plan_source.hpp lies in engine/plan."""
    return "/".join(part for part in name.split("/")[1:-1] if part not in ("detail", "impl"))


def is_private(name):
    return "/detail/" in name or "/impl/" in name or name.endswith("/" + IMPLEMENTATION)


def check_header(path, known):
    name = path.relative_to(INCLUDE).as_posix()
    parts = name.split("/")
    folder, room = (parts[1], room_of(name)) if len(parts) > 2 else (None, None)
    text = path.read_text(encoding="utf-8")
    code = blank(text)
    if folder and room not in ROOMS:
        report(path, 1, f"the room {room} is not in the plan")
        return
    if not folder and parts[1] not in ("graft.hpp", IMPLEMENTATION, "version.hpp"):
        report(path, 1, "only graft.hpp, implementation.hpp and version.hpp lie beside the folders")
    if not re.match(r"(?:\s*//[^\n]*\n)*\s*#pragma once\n", text):
        report(path, 1, "#pragma once must come first")

    ours, others = [], []
    for number, included, quoted in includes(text):
        if quoted:
            report(path, number, f'"{included}": write <graft/...>')
            continue
        if not included.startswith("graft/"):
            others.append(included)
            if re.match(r"(torch|ATen|c10|caffe2)/", included) and name not in (GATEWAY, LIBTORCH):
                report(path, number, f"<{included}>: LibTorch comes from the gateway alone")
            if re.match(r"(oneapi/)?dnnl", included) and name != ONEDNN:
                report(path, number, f"<{included}>: oneDNN comes from {ONEDNN} alone")
            if re.match(r"(stb/)?stb_", included):
                known["stb"].append((path, number))
            if included.startswith("doctest"):
                report(path, number, f"<{included}>: headers know nothing of the tests")
            continue
        ours.append(included)
        if "/impl/" in included and path.name != IMPLEMENTATION:
            report(path, number, f"<{included}>: bodies are included by {IMPLEMENTATION} alone")
        there = included.split("/")
        other = there[1] if len(there) > 2 else None
        if not (INCLUDE / included).is_file():
            report(path, number, f"<{included}> does not exist")
        if folder is None:
            continue
        if other is None:
            if included != "graft/version.hpp":
                report(path, number, f"<{included}>: no header includes the umbrella")
        elif room_of(included) not in ROOMS or ROOMS.index(room_of(included)) > ROOMS.index(room) or (folder, other) in STRANGERS:
            report(path, number, f"{room} must not include {room_of(included)} (<{included}>)")
        if "detail" in there and other != folder:
            report(path, number, f"<{included}> is private to {other}")
    known["includes"][name], known["others"][name] = ours, others

    for word, library in ((r"\bEigen::", "Eigen/"), (r"\branges::", "range/v3/")):
        if re.search(word, code) and not any(other.startswith(library) for other in others):
            report(path, 1, f"uses {library[:-1]} and does not include a header of it")
    if re.search(r"(?<![\w:])(::)?(torch|at|c10)::", re.sub(r"\bgraft::\w+::", "", code)):
        known["torch"].append(path)
    for pattern, text_of_break in SPELLINGS.items():
        for match in re.finditer(pattern, code):
            if text_of_break.startswith("a macro without") and name == "graft/version.hpp":
                continue
            report(path, code.count("\n", 0, match.start()) + 1, text_of_break)
    for number in static_at_namespace_scope(code):
        report(path, number, "static at namespace scope: use inline")


def check_graph(graph, strangers, torch_users):
    """No circles; whoever speaks of LibTorch has the gateway; public headers are lean; the umbrella reaches every header."""
    reached, state = {}, {}

    def visit(name, trail):
        if state.get(name) == "open":
            circle = trail[trail.index(name):] + [name]
            report(INCLUDE / name, 1, "includes go in a circle: " + " -> ".join(circle))
            return set()
        if name not in reached:
            state[name] = "open"
            reached[name] = {name}.union(*(visit(other, trail + [name]) for other in graph.get(name, [])))
            state[name] = "closed"
        return reached[name]

    for name in graph:
        visit(name, [])
        if name.split("/")[1] in TORCH_FREE and GATEWAY in reached[name]:
            report(INCLUDE / name, 1, "must not need LibTorch")
        if name.split("/")[1] in LEAN and not is_private(name):
            for other in sorted(reached[name]):
                for stranger in filter(FOR_BODIES.match, strangers.get(other, [])):
                    report(INCLUDE / name, 1, f"a public header must not need <{stranger}> ({other} includes it)")
    for path in torch_users:
        name = path.relative_to(INCLUDE).as_posix()
        if GATEWAY not in reached[name]:
            report(path, 1, "speaks of LibTorch without including the gateway, itself or through another header")
    for name in sorted(set(graph) - reached.get("graft/graft.hpp", set())):
        report(INCLUDE / name, 1, "graft.hpp does not reach it")
    for_users, ahead = set(), ["graft/graft.hpp"]
    while ahead:
        if (name := ahead.pop()) not in for_users and not name.endswith("/" + IMPLEMENTATION):
            for_users.add(name)
            ahead += graph.get(name, [])
    for name in sorted(reached.get("graft/graft.hpp", set()) - for_users):
        if not is_private(name) and not room_of(name).startswith(INTERNAL):
            report(INCLUDE / name, 1, f"graft.hpp reaches it through {IMPLEMENTATION} only, so users do not have it")


def main():
    known = {"includes": {}, "others": {}, "stb": [], "torch": []}
    for path in sorted(INCLUDE.rglob("*")):
        if path.is_file() and path.suffix != ".hpp":
            report(path, 1, "only .hpp files live here")
        elif path.is_file():
            check_header(path, known)
    check_graph(known["includes"], known["others"], known["torch"])
    stb_users = sorted({path for path, _ in known["stb"]})
    for path in stb_users:
        if len(stb_users) > 2 or path.relative_to(INCLUDE).parts[1] != "data":
            report(path, 1, "stb is included by two files only, the ones in data that decode and that draw")

    for path in (p for folder in ("include", "tests", "examples", "single_include") for p in (ROOT / folder).rglob("*")):
        if path.suffix in (".hpp", ".cpp", ".py", ".sh") and "recorded" not in path.parts and path.name != "graft.hpp":
            lines = path.read_text(encoding="utf-8").splitlines()
            if len(lines) > LINES:
                report(path, len(lines), f"{len(lines)} lines: split it, {LINES} are the limit")
            for number, line in enumerate(lines, 1):
                if len(line) > COLUMNS and path.suffix in (".hpp", ".cpp"):
                    report(path, number, f"{len(line)} columns, {COLUMNS} are the limit")
    folders = {}
    for path in sorted((ROOT / "tests").rglob("*.[ch]pp")):
        text = path.read_text(encoding="utf-8")
        # The single header's tests are one unit.
        for name in set(re.findall(r"^namespace (\w+_tests)\b", text, re.MULTILINE)) - {"graft_tests"}:
            if (folder := folders.setdefault(name, path.parent)) != path.parent:
                report(path, 1, f"{name} is the namespace of tests in {folder.relative_to(ROOT)}, too")
        for number, included, _ in includes(text):
            if included.startswith("doctest/") and path.parent.name != "support":
                report(path, number, 'include "support/doctest.hpp" or "support/torch_doctest.hpp"')

    catalogue = INCLUDE / "graft/zoo/catalogue.hpp"
    for name in re.findall(r"visit\(\"\w+\", std::type_identity<(\w+)>", catalogue.read_text(encoding="utf-8")):
        if f"`{name}`" not in (ROOT / "docs/backbones.md").read_text(encoding="utf-8"):
            report(catalogue, 1, f"{name} is not in the table of docs/backbones.md; see tests/docs/backbones.py")

    listed = subprocess.run(["git", "-C", str(ROOT), "ls-files"], capture_output=True, text=True)
    names = {line.split("/")[0] for line in listed.stdout.splitlines()} if listed.returncode == 0 else set()
    for name in sorted(names - TOP_LEVEL):
        if not name.startswith("."):
            report(ROOT / name, 1, "does not belong at the top level")

    print("\n".join(breaks) or f"{len(known['includes'])} headers: the house stands as planned")
    sys.exit(1 if breaks else 0)


if __name__ == "__main__":
    main()
