#!/usr/bin/python3
"""Pictures a second from files to normalised batches of 32, by one thread: graft beside torchvision with Pillow.

  data_path.py PROGRAM FOLDER [--pictures N] [--repeats N] [--core N] [--draft] [--json]

PROGRAM is data_path.cpp's, FOLDER has a folder of photos for each class. All take turns in one run, on one processor core; the
first pass of each is not counted. With --draft a photo that is shrunk by half or more is decoded smaller (other pixels).
"""
import argparse
import json
import os
import statistics
import subprocess
import time

import torch
from torchvision import datasets, transforms

NORMALIZE = [transforms.ToTensor(), transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])]
PIPELINES = {
    "train": transforms.Compose([transforms.RandomResizedCrop(224), transforms.RandomHorizontalFlip(), *NORMALIZE]),
    "evaluation": transforms.Compose([transforms.Resize(256), transforms.CenterCrop(224), *NORMALIZE]),
}


def peer_pass(pictures, pipeline):
    began = time.perf_counter()
    pictures.dataset.transform = PIPELINES[pipeline]
    made = sum(len(images) for images, _ in torch.utils.data.DataLoader(pictures, batch_size=32))
    assert made == len(pictures)
    return time.perf_counter() - began


def graft_pass(program, pipeline, decoder):
    program.stdin.write(f"{pipeline} {decoder}\n")
    program.stdin.flush()
    answer = program.stdout.readline().strip()
    if not answer:
        raise SystemExit("data_path.py: the program ended")
    return None if answer == "none" else float(answer)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("folder")
    parser.add_argument("--pictures", type=int, default=400)
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--core", type=int, help="the processor core to run on; the last one")
    parser.add_argument("--draft", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()

    os.sched_setaffinity(0, {max(os.sched_getaffinity(0)) if options.core is None else options.core})
    torch.set_num_threads(1)
    torch.manual_seed(0)
    folder = datasets.ImageFolder(options.folder)
    count = min(options.pictures, len(folder))
    chosen = [i * (len(folder) - 1) // max(count - 1, 1) for i in range(count)]  # as graft's take()
    pictures = torch.utils.data.Subset(folder, chosen)
    program = subprocess.Popen([options.program, options.folder, str(count)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    decoders = ["turbo", "stb"] + ["draft"] * options.draft
    seconds = {(pipeline, who): [] for pipeline in PIPELINES for who in ["peer", *decoders]}
    for repeat in range(options.repeats + 1):
        for (pipeline, who), times in seconds.items():
            took = peer_pass(pictures, pipeline) if who == "peer" else graft_pass(program, pipeline, who)
            if repeat > 0 and took is not None:
                times.append(took)
    program.stdin.close()
    program.wait()

    rows = []
    for (pipeline, who), times in seconds.items():
        if not times:
            continue
        speeds = sorted(count / took for took in times)
        ratios = [peer / took for peer, took in zip(seconds[pipeline, "peer"], times)]
        rows.append({"pipeline": pipeline, "who": who, "pictures_per_second": round(statistics.median(speeds), 1),
                     "slowest": round(speeds[0], 1), "fastest": round(speeds[-1], 1), "ratio": round(statistics.median(ratios), 2)})
    if options.json:
        print(json.dumps(rows))
        return
    print(f"{count} pictures, {options.repeats} repetitions in turns, one thread")
    print(f"{'pipeline':12}{'':10}{'pictures/s':>12}{'from':>10}{'to':>10}{'ratio':>8}")
    for row in rows:
        print(f"{row['pipeline']:12}{row['who']:10}{row['pictures_per_second']:12.1f}{row['slowest']:10.1f}{row['fastest']:10.1f}{row['ratio']:8.2f}")


if __name__ == "__main__":
    main()
