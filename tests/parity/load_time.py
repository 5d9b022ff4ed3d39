#!/usr/bin/python3
"""Times reading weights by graft and by Python's torch.load, in turns: load_time.py LOAD_TIME_PROGRAM FILE.pth [REPEATS]

Prints the median milliseconds of both and the anonymous memory that came on top. graft also looks for NaN, which torch.load does
not. Needs torch (Debian: python3-torch). Build the program: cmake --build build --target load_time
"""
import subprocess
import sys
from statistics import median

PYTHON = """
import re, sys, time, torch
def anonymous():
    return int(re.search(r"RssAnon:\\s+(\\d+)", open("/proc/self/status").read())[1]) / 1024
torch.ones(1 << 20).sum()
before, began = anonymous(), time.perf_counter()
state = torch.load(sys.argv[1])
print(1000 * (time.perf_counter() - began), anonymous() - before, len(state))
"""


def run(command):
    return [float(number) for number in subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()]


program, file = sys.argv[1:3]
ours, python = [], []
for _ in range(int(sys.argv[3]) if len(sys.argv) > 3 else 7):
    ours.append(run([program, file]))
    python.append(run([sys.executable, "-c", PYTHON, file]))
assert ours[0][2] == python[0][2], "they read different numbers of tensors"
for name, rows in (("graft read_weights", ours), ("torch.load", python)):
    times = sorted(row[0] for row in rows)
    print(f"{name}: {median(times):.0f} ms ({times[0]:.0f} to {times[-1]:.0f}), {median(row[1] for row in rows):.0f} MiB on top")
