#!/usr/bin/python3
"""The benchmark's table: graft beside torchvision, measured in turns in one run. Called by run.sh.

Each row is measured --repeats times by both, one after the other; it shows the medians and the ratio of the pairs: median, lowest,
highest. The first measurement of each is not counted.

The row zoo has a line for each of --networks, frozen, whole, in evaluation mode: images a second in batches of 32 by every peer
of today that --peers names and by graft in each of its types, and how many times as fast as the fastest peer graft is.
  onnxruntime=FOLDER   cd FOLDER && ONNXRUNTIME_NODE_INSTALL_CUDA=skip npm install --ignore-scripts onnxruntime-node; needs node
  pytorch=PYTHON       an interpreter with torch and torchvision, such as a virtual environment's bin/python3
  pytorch=FOLDER       the root of another Debian with python3-torch, python3-torchvision, libopenblas0-pthread, libsleef-dev and g++,
                       such as debootstrap makes; needs root
torch.compile needs g++, too. PyTorch runs with glibc's malloc tuned, which is its best. ONNX Runtime gets torchvision's networks
from Debian's PyTorch, by its exporter to ONNX.
"""
import argparse
import functools
import itertools
import json
import os
import pathlib
import shlex
import shutil
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


NETWORKS = "resnet50,mobilenet_v2,efficientnet_b0,convnext_tiny,vit_b_16,resnet18,densenet121,regnet_y_400mf,swin_t"
TYPES = ("f32", "bf16", "i8")
PEERS = ("onnxruntime", "pytorch")


class Server:
    """A process that answers a request with seconds, or with none and perhaps why."""

    def __init__(self, command, **variables):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, **variables})

    def say(self, request):
        try:
            self.process.stdin.write(request + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass
        answer = self.process.stdout.readline().strip()
        if not answer:
            raise SystemExit(f"table.py: the program ended at the request: {request}")
        return answer

    def ask(self, request):
        answer, _, why = self.say(request).partition(" ")
        if why:
            print(f"table.py: {request}: {why}", file=sys.stderr)
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


def peer_places(text):
    """--peers as a dictionary of where each is."""
    places = {}
    for word in text.split(","):
        peer, _, place = word.partition("=")
        if peer not in PEERS or not place or peer in places:
            raise argparse.ArgumentTypeError(f"expected onnxruntime=FOLDER, pytorch=FOLDER or pytorch=PYTHON, once each, with a comma between them, got {word!r}")
        places[peer] = pathlib.Path(place)
    return places


def onnx_runtime(folder, threads):
    if not (folder / "node_modules/onnxruntime-node").is_dir():
        raise SystemExit(f"table.py: --peers: {folder} has no node_modules/onnxruntime-node; --help says how it gets there")
    if not shutil.which("node"):
        raise SystemExit("table.py: --peers: onnxruntime needs node (Debian: nodejs)")
    return Server(["node", HERE / "peers/onnx_runtime.js", folder, str(threads)])


def pytorch(place, threads, mode):
    """In another Debian /proc and /sys must tell the processor as they do here; what is mounted goes with the process. Its PyTorch has
    torch.compile find libsleef, without which there are no vector instructions, only where that is loaded already."""
    if place.is_file():
        command = [place]
    elif (place / "usr/bin/python3").exists():
        mount = 'for f in proc sys dev; do mount --rbind /$f "$0/$f" || exit; done; exec chroot "$0" env LD_PRELOAD=libsleef.so.3 "$@"'
        command = ["unshare", "--mount", "sh", "-c", mount, place, "/usr/bin/python3"]
    else:
        raise SystemExit(f"table.py: --peers: {place} is neither a python3 nor a folder with usr/bin/python3")
    return Server([*command, "-c", (HERE / "peers/pytorch.py").read_text(), str(threads), mode], **TUNED)


def exported(network, pixels, folder):
    """The network as a file for ONNX Runtime; None, said, where Python cannot make one."""
    file = pathlib.Path(folder, f"{network}.onnx")
    made = subprocess.run([sys.executable, HERE / "peers/export_onnx.py", network, str(pixels), file], capture_output=True, text=True)
    if made.returncode == 0:
        return file
    print(f"zoo: {network}: no ONNX file: {(made.stderr.strip() or 'killed').splitlines()[-1]}", file=sys.stderr)
    return None


def times_as_fast(ours, theirs):
    """How many times as fast: of pairs of seconds, one from each turn."""
    ratios = sorted(b / a for a, b in zip(ours, theirs))
    return {"ratio": statistics.median(ratios), "lowest": ratios[0], "highest": ratios[-1]}


class Table:
    def __init__(self, options):
        self.options = options
        self.rows = []
        self.ours = Server([options.program, str(options.threads)])
        python = [sys.executable, str(HERE / "peer.py"), str(options.threads)]
        self.peers = {"python": Server(python), "python, malloc tuned": Server(python, **TUNED)}

    def in_turns(self, measurements):
        """The seconds of each, taken in turns. What is not possible here has none, and where that is the first, nothing is measured."""
        taken = {name: [] for name in measurements}
        for _, (name, measure) in itertools.product(range(self.options.repeats + 1), measurements.items()):
            if name not in taken:
                continue
            time.sleep(0.1)  # threads of the one before may still wait awake for more to do
            seconds = measure()
            if seconds is not None:
                taken[name].append(seconds)
            elif name == next(iter(measurements)):
                return {}
            else:
                del taken[name]
        return {name: seconds[1:] for name, seconds in taken.items()}

    def add(self, name, unit, work, ours, peer, peer_name, **more):
        """`ours` and `peer` measure once and give seconds; with `work` the row shows work a second, without it what they give."""
        taken = self.in_turns({"graft": ours, "peer": peer})
        if not taken:
            return
        median = {who: statistics.median(work / value if work else value for value in values) for who, values in taken.items()}
        self.show({"row": name, "unit": unit, **median, "against": peer_name, **times_as_fast(taken["graft"], taken["peer"]), "repeats": self.options.repeats, **more})

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

    def zoo(self):
        places, threads, batch = self.options.peers, self.options.threads, 32
        if not places:
            return print("zoo: left out, it needs --peers", file=sys.stderr)
        for absent in (peer for peer in PEERS if peer not in places):
            print(f"zoo: {absent} is left out, --peers does not name it", file=sys.stderr)
        peers = {}
        if "onnxruntime" in places:
            peers["ONNX Runtime"] = onnx_runtime(places["onnxruntime"], threads)
        if "pytorch" in places:
            peers["channels-last"] = pytorch(places["pytorch"], threads, "channels_last")
            peers["torch.compile"] = pytorch(places["pytorch"], threads, "compile")
        versions = {name: server.say("version") for name, server in peers.items()}
        with tempfile.TemporaryDirectory() as folder:
            for network in self.options.networks.split(","):
                pixels = int(self.ours.ask(f"pixels {network}"))
                requests = {f"graft {kind}": (self.ours, f"whole {network} {kind} {batch} {batch}") for kind in TYPES}
                for name, server in peers.items():
                    known_as = exported(network, pixels, folder) if name == "ONNX Runtime" else network
                    if known_as:
                        requests[name] = server, f"whole {known_as} {batch} {pixels}"
                taken = self.in_turns({name: functools.partial(server.ask, request) for name, (server, request) in requests.items()})
                self.show_zoo(network, batch, list(peers), taken, versions)
        for server in peers.values():
            server.close()

    def show_zoo(self, network, batch, peers, taken, versions):
        images = {name: statistics.median(batch / value for value in values) for name, values in taken.items()}
        fastest = max((name for name in peers if name in taken), key=images.get, default=None)
        ours = [f"graft {kind}" for kind in TYPES]
        times = {name: times_as_fast(taken[name], taken[fastest]) for name in ours if name in taken and fastest}
        row = {"row": f"zoo {network}, batch {batch}", "unit": "images/s", **images, "against": fastest, "times": times, "versions": versions, "repeats": self.options.repeats}
        if not self.options.json:
            if not any("times" in shown for shown in self.rows):
                print(f"{'zoo, images/s':20}" + "".join(f"{name:>15}" for name in peers) + "".join(f"{name:>12}{'times':>8}{'(range)':>15}" for name in ours))
                print(f"{'':20}" + "".join(f"{versions[name]:>15}" for name in peers))
            cell = {name: f"{images[name]:.4g}" if name in images else "cannot" for name in (*peers, *ours)}
            beside = {name: "{ratio:8.2f} ({lowest:5.2f} to {highest:5.2f})".format(**times[name]) if name in times else f"{'':23}" for name in ours}
            print(f"{network:20}" + "".join(f"{cell[name]:>15}" for name in peers) + "".join(f"{cell[name]:>12}{beside[name]}" for name in ours) + f"  beside {fastest}", flush=True)
        self.rows.append(row)

    def compile(self):
        commands = pathlib.Path(self.options.build, "compile_commands.json")
        self.add("compile a FineTuner, -O0", "s", None, lambda: compile_seconds(commands, "fine_tuner"), lambda: compile_seconds(commands, "torch.h"), "torch.h alone")
        self.add("compile three networks, an edit each, -O0", "s", None, lambda: compile_seconds(commands, "edits"), lambda: compile_seconds(commands, "torch.h"), "torch.h alone")


def main():
    names = ["prefix", "data", "step", "load", "job", "compile", "zoo"]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--build", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--rows", default=",".join(names), help="which, with commas between them: " + ", ".join(names))
    parser.add_argument("--data", help="folder with train/<class>/ and val/<class>/")
    parser.add_argument("--weights", help="ResNet-50's weights, a .pth file")
    parser.add_argument("--variant", default="v1.5", choices=["v1", "v1.5"])
    parser.add_argument("--peers", type=peer_places, help="for the row zoo: onnxruntime=FOLDER,pytorch=FOLDER|PYTHON, see above")
    parser.add_argument("--networks", default=NETWORKS, help="of the row zoo, torchvision's names with commas between them; by default " + NETWORKS)
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
