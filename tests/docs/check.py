#!/usr/bin/env python3
"""Checks README.md and docs/ by themselves: links lead somewhere, every page is in the list of docs/README.md, every error stands
on the page of errors with its remedy, what is quoted is what was said. Prints one line for each break and fails if there is one.
"""
import ast
import re
import sys

from compile_errors import mistakes
from pages import ROOT, BrokenPage, anchors, fences, links, pages, prose

breaks = []


def check_links(texts):
    known = {page: anchors(text) for page, text in texts.items()}
    listed = set()
    for page, text in texts.items():
        folder = (ROOT / page).parent
        for number, target in links(text):
            if re.match(r"https?://", target):
                continue
            path, _, anchor = target.partition("#")
            file = (folder / path).resolve() if path else ROOT / page
            name = file.relative_to(ROOT).as_posix() if file.is_relative_to(ROOT) else None
            if name is None or not file.exists():
                breaks.append(f"{page}:{number}: {target} leads nowhere")
            elif anchor and anchor not in known.get(name, ()):
                breaks.append(f"{page}:{number}: {name} has no heading #{anchor}")
            if page == "docs/README.md":
                listed.add(name)
    for page in texts:
        if page.startswith("docs/") and page not in listed | {"docs/README.md"}:
            breaks.append(f"{page}:1: docs/README.md does not list it")


def sections(text):
    """The text below each heading of the third level or higher, by its title."""
    parts = re.split(r"^#{2,4} (.+)$", text, flags=re.M)
    return dict(zip(parts[1::2], parts[2::2]))


def literals():
    """All that stands in quotes in the headers, neighbours joined."""
    joined = []
    for path in sorted((ROOT / "include").rglob("*.hpp")):
        text = re.sub(r"^\s*//[^\n]*", "", path.read_text(encoding="utf-8"), flags=re.M)
        joined.append(re.sub(r'"\s*\n?\s*"', "", text.replace('\\"', "\0")))
    return "\n".join(joined).replace("\0", '"')


def check_errors(texts):
    page, shown = "docs/errors.md", "docs/compile_errors.md"
    parts, outputs = sections(texts[page]), sections(texts[shown])
    for name, sentence in mistakes():
        body = " ".join(parts.get(name, "").replace("\\<", "<").split())
        if sentence not in body:
            breaks.append(f"{page}:1: the section {name} with its sentence is missing: {sentence}")
        elif len(body) < len(sentence) + 60:
            breaks.append(f"{page}:1: {name} has no remedy")
        if f"compile_errors.md#{name.lower()}" not in body:
            breaks.append(f"{page}:1: {name} does not link to what the compilers say")
        if name not in outputs:
            breaks.append(f"{shown}:1: {name} is missing: run tests/docs/compile_errors.py")
    exceptions = (ROOT / "include/graft/core/exceptions.hpp").read_text(encoding="utf-8")
    kinds = re.findall(r"^class (\w+) :", exceptions, re.M)
    there = literals()
    for kind in kinds:
        if kind not in parts:
            breaks.append(f"{page}:1: there is no section {kind}")
            continue
        rows = re.findall(r"^\| `([^`|]+)` \| *(\S[^|]*)\|$", parts[kind], re.M)
        if kind != "Error" and not rows:
            breaks.append(f"{page}:1: {kind} has no table of messages and remedies")
        for message, _ in rows:
            for piece in (part.strip() for part in message.split("…")):
                if len(piece) > 3 and piece[-40:] not in there:  # its beginning may be put together otherwise
                    breaks.append(f"{page}:1: {kind}: no header says: {piece}")
    return len(kinds)


def check_fences(texts):
    outputs = sections(texts["docs/compile_errors.md"])
    for page, text in texts.items():
        for fence in fences(page, text):
            if fence.language == "python":
                try:
                    ast.parse(fence.text)
                except SyntaxError as problem:
                    breaks.append(f"{page}:{fence.line + (problem.lineno or 1) - 1}: {problem.msg}")
            if "output" in fence.said:
                name, compiler = fence.said["output"][0].split()
                said = outputs.get(name, "").partition(f"\n{compiler}:\n")[2].partition("\n```\n\n")[0]
                at = 0
                for line in fence.text.splitlines():
                    at = said.find(line.strip(), at)
                    if at < 0:
                        breaks.append(f"{fence.place}: {compiler} does not say of {name}, in this order: {line.strip()}")
                        break


def main():
    texts = pages()
    check_links(texts)
    kinds = check_errors(texts)
    check_fences(texts)
    for page, text in texts.items():
        for number, line in enumerate(prose(text).splitlines(), 1):
            if len(line) > 0 and line != line.rstrip():
                breaks.append(f"{page}:{number}: blanks at the end of the line")
    print("\n".join(breaks) or f"{len(texts)} pages: links, {len(list(mistakes()))} mistakes and {kinds} kinds of exceptions are in order")
    sys.exit(1 if breaks else 0)


if __name__ == "__main__":
    try:
        main()
    except BrokenPage as problem:
        sys.exit(str(problem))
