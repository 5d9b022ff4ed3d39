"""Python on a PyTorch of today as a peer of the benchmark, for table.py, which gives this text to `python3 -c`.

  python3 -c TEXT THREADS MODE    MODE is channels_last, or compile: torch.compile with freezing

Answers each line of its input with a line: `version`, or `whole NET BATCH PIXELS` with the seconds that BATCH images
(3, PIXELS, PIXELS) take; `none WHY` where that is not possible.
"""
import sys
import time

import torch
import torch._dynamo
import torch._inductor.config
import torch._inductor.cpu_vec_isa
import torchvision

networks = {}


def whole(name, batch, pixels):
    if name not in networks:
        networks.clear()
        torch._dynamo.reset()  # or it takes what changed between two networks of a kind for dynamic
        torch.manual_seed(0)  # what was compiled for these weights before is found again
        net = getattr(torchvision.models, name)().eval().to(memory_format=torch.channels_last)
        networks[name] = torch.compile(net) if sys.argv[2] == "compile" else net
    images = torch.randn(int(batch), 3, int(pixels), int(pixels)).to(memory_format=torch.channels_last)
    with torch.no_grad():
        began = time.perf_counter()
        logits = networks[name](images)
        seconds = time.perf_counter() - began
    assert len(logits) == len(images), f"logits of {len(logits)} images, expected of {batch}"
    return seconds


torch.set_num_threads(int(sys.argv[1]))
torch._inductor.config.freezing = True
if sys.argv[2] == "compile" and not torch._inductor.cpu_vec_isa.pick_vec_isa():
    sys.exit("pytorch.py: torch.compile finds no vector instructions; expected g++ and sleef's header and library (Debian: libsleef-dev)")
for line in sys.stdin:
    what, *words = line.split()
    try:
        print({"whole": whole, "version": lambda: torch.__version__}[what](*words), flush=True)
    except Exception as error:
        print("none", *str(error).splitlines()[:1], flush=True)
