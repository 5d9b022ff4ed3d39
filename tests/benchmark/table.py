#!/usr/bin/python3
"""The benchmark's table: graft beside torchvision, measured in turns in one run. Called by run.sh.

Each row is measured --repeats times by both, one after the other; it shows the medians and the ratio of the pairs: median, lowest,
highest. The first measurement of each is not counted.
"""
import argparse
import itertools
import json
import os
import pathlib
import shlex
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).parent
# glibc gives large tensors back to the kernel and takes them anew each time: what one can set against that from outside.
TUNED = {"MALLOC_MMAP_THRESHOLD_": "1073741824", "MALLOC_TRIM_THRESHOLD_": "1073741824", "MALLOC_TOP_PAD_": "268435456"}
UNITS = {
    "torch.h": "#include <torch/torch.h>\nint main() {}\n",
    "fine_tuner": "#include <graft/graft.hpp>\nusing namespace graft;\nint main() { FineTuner<ResNet50, LinearHead<2>, FreezeAllBut<Fc>, SGD> tuner; tuner.fit(image_folders(\"photos\").train); }\n",
    "edits": """#include <graft/graft.hpp>
using namespace graft;
using A = FineTuner<Replace<ResNet50, "fc", Linear{3}>, LinearHead<3>, FreezeAllBut<Fc>, SGD>;
using B = FineTuner<Without<ResNet152, "layer3.35">, LinearHead<3>, FreezeAllBut<Fc>, SGD>;
using C = FineTuner<InputChannels<AlexNet, 4>, LinearHead<3>, FreezeAllBut<At<"classifier.6">>, SGD>;
int main() { A().save("a.pth"); B().save("b.pth"); C().save("c.pth"); }
""",
}


class Server:
    """A process that answers a request with seconds, or with none."""

    def __init__(self, command, **variables):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, **variables})

    def ask(self, request):
        self.process.stdin.write(request + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().strip()
        if not answer:
            raise SystemExit(f"table.py: the program ended at the request: {request}")
        return None if answer == "none" else float(answer)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def run_job(command):
    """The JSON object that a job prints, with the largest memory that it had, in MB; None where it is not possible here."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    lines = process.stdout.read().splitlines()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        raise SystemExit(f"table.py: failed: {shlex.join(map(str, command))}")
    result = json.loads(lines[-1])
    return result and {**result, "memory": usage.ru_maxrss / 1000}


def compile_seconds(commands, unit):
    """User time of the compiler for a unit, with the flags of the benchmark's own."""
    entry = next(one for one in json.loads(commands.read_text()) if one["file"].endswith("benchmark.cpp"))
    words = [word for word in shlex.split(entry["command"]) if not word.startswith("-O") and "ccache" not in word]
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder, "unit.cpp")
        file.write_text(UNITS[unit])
        words[words.index("-o") + 1] = str(file.with_suffix(".o"))
        words[words.index("-c") + 1] = str(file)
        before = os.times().children_user
        subprocess.run([*words, "-O0"], cwd=entry["directory"], check=True)
        return os.times().children_user - before


class Table:
    def __init__(self, options):
        self.options = options
        self.rows = []
        self.ours = Server([options.program, str(options.threads)])
        python = [sys.executable, str(HERE / "peer.py"), str(options.threads)]
        self.peers = {"python": Server(python), "python, malloc tuned": Server(python, **TUNED)}

    def add(self, name, unit, work, ours, peer, peer_name, **more):
        """`ours` and `peer` measure once and give seconds; with `work` the row shows work a second, without it what they give."""
        pairs = []
        for repeat in range(self.options.repeats + 1):
            mine = ours()
            if mine is None:
                return
            pair = mine, peer()
            if repeat > 0:
                pairs.append(pair)
        show = (lambda value: work / value) if work else (lambda value: value)
        ratios = sorted(b / a for a, b in pairs)
        row = {"row": name, "unit": unit, "graft": statistics.median(show(a) for a, _ in pairs), "peer": statistics.median(show(b) for _, b in pairs),
               "against": peer_name, "ratio": statistics.median(ratios), "lowest": ratios[0], "highest": ratios[-1], "repeats": len(pairs), **more}
        self.show(row)

    def show(self, row):
        if not self.rows and not self.options.json:
            print(f"{'row':38}{'graft':>10}{'peer':>10}  {'':12}{'ratio':>7}{'lowest':>8}{'highest':>8}  against")
        self.rows.append(row)
        if not self.options.json:
            notes = "".join(f"; {key} {row[key]}" for key in ("accuracy", "epochs") if key in row)
            print(f"{row['row']:38}{row['graft']:10.4g}{row['peer']:10.4g}  {row['unit']:12}{row['ratio']:7.2f}{row['lowest']:8.2f}{row['highest']:8.2f}  {row['against']}{notes}", flush=True)

    def server_row(self, name, unit, work, ours, peer, peer_name="torchvision", server="python"):
        self.add(name, unit, work, lambda: self.ours.ask(ours), lambda: self.peers[server].ask(peer), peer_name)

    def prefix(self):
        for net, batch in itertools.product(("resnet50", "resnet18"), (1, 8, 32, 64)):
            count = max(batch, 8)
            for kind in ("f32", "bf16", "i8"):
                self.server_row(f"prefix {net} {kind}, batch {batch}", "images/s", count, f"prefix {net} {kind} {batch} {count}", f"prefix {net} eager {batch} {count}", "eager f32")
        for mode in ("optimized", "channels_last_bf16", "mkldnn_bf16"):
            self.server_row(f"prefix resnet50 {'f32' if mode == 'optimized' else 'bf16'}, batch 32", "images/s", 32, f"prefix resnet50 {'f32' if mode == 'optimized' else 'bf16'} 32 32",
                            f"prefix resnet50 {mode} 32 32", f"{mode}, malloc tuned", "python, malloc tuned")

    def data(self):
        if not self.options.data:
            return print("data: left out, it needs --data", file=sys.stderr)
        folder, count = f"{self.options.data}/train", 400
        for pipeline, decoder, workers in itertools.product(("train", "evaluation"), ("turbo", "stb"), (0, self.options.threads)):
            request = f"data {pipeline} {decoder} {workers} {folder} {count}"
            self.server_row(f"data {pipeline}, {decoder}, {workers or 'no'} workers", "images/s", count, request, request, "torchvision with Pillow")

    def step(self):
        for kind, mode, server in (("f32", "eager", "python"), ("bf16", "eager", "python"), ("bf16", "channels_last_bf16", "python, malloc tuned")):
            against = "eager f32" if mode == "eager" else f"{mode}, malloc tuned"
            self.server_row(f"step resnet50 {kind}, all trains, batch 32", "images/s", 32, f"step resnet50 {kind} 32", f"step resnet50 {mode} 32", against, server)

    def load(self):
        if not self.options.weights:
            return print("load: left out, it needs --weights", file=sys.stderr)
        request = f"load {self.options.weights}"
        self.server_row("load weights", "s", None, request, request, "torch.load")

    def jobs(self, caches):
        options = self.options
        if not options.data or not options.weights:
            return print("job: left out, it needs --data and --weights", file=sys.stderr)
        python = run_job([sys.executable, HERE / "peer.py", str(options.threads), "job", str(options.epochs), options.variant, options.data, options.weights])
        for cache, kind in itertools.product(caches, ("f32", "bf16", "i8")):
            ours = run_job([options.program, str(options.threads), "job", cache, kind, str(options.epochs), options.variant, options.data, options.weights])
            if ours is None:
                continue
            accuracy = f"{ours['accuracy']:.1f} % beside {python['accuracy']:.1f} %"
            for what, unit in (("train_s", "s"), ("val_s", "s"), ("memory", "MB")):
                ratio = python[what] / ours[what]
                self.show({"row": f"job {cache}, {kind}, {what.removesuffix('_s')}", "unit": unit, "graft": ours[what], "peer": python[what], "against": "torchvision", "ratio": ratio, "lowest": ratio,
                           "highest": ratio, "repeats": 1, "accuracy": accuracy, "epochs": options.epochs})

    def job(self):
        self.jobs(("fresh", "views2", "views1"))

    def compile(self):
        commands = pathlib.Path(self.options.build, "compile_commands.json")
        self.add("compile a FineTuner, -O0", "s", None, lambda: compile_seconds(commands, "fine_tuner"), lambda: compile_seconds(commands, "torch.h"), "torch.h alone")
        self.add("compile three networks, an edit each, -O0", "s", None, lambda: compile_seconds(commands, "edits"), lambda: compile_seconds(commands, "torch.h"), "torch.h alone")


def main():
    names = ["prefix", "data", "step", "load", "job", "compile"]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--build", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--rows", default=",".join(names), help="which, with commas between them: " + ", ".join(names))
    parser.add_argument("--data", help="folder with train/<class>/ and val/<class>/")
    parser.add_argument("--weights", help="ResNet-50's weights, a .pth file")
    parser.add_argument("--variant", default="v1.5", choices=["v1", "v1.5"])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=10, help="of the job")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    wanted = options.rows.split(",")
    if unknown := set(wanted) - set(names):
        parser.error(f"no row is called {', '.join(sorted(unknown))}; there are {', '.join(names)}")

    for path in (options.data, options.weights):
        if path and " " in path:
            parser.error(f"the programs are told by lines of words, so a path must have no space: {path}")

    table = Table(options)
    for name in names:
        if name in wanted:
            getattr(table, name)()
    for server in (table.ours, *table.peers.values()):
        server.close()
    processor = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "unknown")
    about = {"date": time.strftime("%Y-%m-%d"), "processor": processor, "threads": options.threads, "load": round(os.getloadavg()[0], 1)}
    if options.json:
        print(json.dumps({**about, "rows": table.rows}))
    else:
        print(f"{about['date']}, {processor}, {options.threads} threads, load at the end {about['load']}")


if __name__ == "__main__":
    main()
