#!/usr/bin/python3
"""Checks what table.py does by itself: reading --peers, asking programs in turns, ratios."""
import argparse
import io
import pathlib
import sys
import types
from contextlib import redirect_stderr

import table


def refusal(function, *arguments):
    try:
        function(*arguments)
    except (argparse.ArgumentTypeError, SystemExit) as error:
        return str(error)
    sys.exit(f"not refused: {arguments}")


def check(what, held):
    if not held:
        sys.exit(f"check_table.py: does not hold: {what}")


def check_peers():
    places = table.peer_places("onnxruntime=a/b,pytorch=/venv/bin/python3")
    check("both peers are read", places == {"onnxruntime": pathlib.Path("a/b"), "pytorch": pathlib.Path("/venv/bin/python3")})
    for wrong in ("", "pytorch", "pytorch=", "tensorflow=x", "pytorch=a,pytorch=b", "pytorch=a,"):
        message = refusal(table.peer_places, wrong)
        check(f"{wrong!r} is refused in one line", "expected onnxruntime=FOLDER" in message and "\n" not in message)
    nowhere = pathlib.Path("/nowhere")
    check("a folder without ONNX Runtime is named", "/nowhere has no" in refusal(table.onnx_runtime, nowhere, 1))
    check("a folder without Python is named", "/nowhere is neither" in refusal(table.pytorch, nowhere, 1, "compile"))


def check_servers():
    answers = table.Server([sys.executable, "-c", "for line in ('0.5', 'none', 'none no such network'): input(); print(line, flush=True)"])
    said = io.StringIO()
    with redirect_stderr(said):
        check("seconds and none", [answers.ask("whole a"), answers.ask("whole b"), answers.ask("whole c")] == [0.5, None, None])
    check("the reason is said", said.getvalue() == "table.py: whole c: no such network\n")
    check("a program that ended is named", "ended at the request: whole d" in refusal(answers.ask, "whole d"))


def check_turns():
    turns = []

    def measure(name, *seconds):
        left = list(seconds)
        return lambda: (turns.append(name), left.pop(0))[1]

    rows = types.SimpleNamespace(options=types.SimpleNamespace(repeats=2))
    taken = table.Table.in_turns(rows, {"graft": measure("graft", 9, 1, 2), "no": measure("no", None), "peer": measure("peer", 9, 3, 4)})
    check("in turns, the first not counted, what is impossible left out", taken == {"graft": [1, 2], "peer": [3, 4]})
    check("in this order", turns == ["graft", "no", "peer", "graft", "peer", "graft", "peer"])
    check("nothing where graft cannot", table.Table.in_turns(rows, {"graft": measure("graft", None), "peer": measure("peer")}) == {})
    check("ratios of pairs", table.times_as_fast([1, 2, 4], [3, 4, 20]) == {"ratio": 3, "lowest": 2, "highest": 5})


check_peers()
check_servers()
check_turns()
