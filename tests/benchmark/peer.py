#!/usr/bin/python3
"""What Python on torchvision does in the rows of the benchmark, for table.py: the same requests as benchmark.cpp's.

  peer.py THREADS                              answers each line of its input with a line of seconds
  peer.py THREADS job EPOCHS VARIANT DATA WEIGHTS   the cat/dog job, to the end; one line, a JSON object

In `prefix NET MODE BATCH COUNT`, MODE is eager, or one of the best that LibTorch's own operators give: optimized
(torch.jit.optimize_for_inference), channels_last_bf16 and mkldnn_bf16 (BatchNorm folded, weights and values bfloat16, and in
oneDNN's own layouts in the second). In `step NET MODE BATCH` it is eager or channels_last_bf16.
"""
import json
import sys
import time

import torch
from torch.fx.experimental.optimization import fuse
from torch.utils.data import DataLoader, Subset
from torch.utils.mkldnn import to_mkldnn
from torchvision import datasets, models, transforms

NORMALIZE = [transforms.ToTensor(), transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])]
PIPELINES = {
    "train": transforms.Compose([transforms.RandomResizedCrop(224), transforms.RandomHorizontalFlip(), *NORMALIZE]),
    "evaluation": transforms.Compose([transforms.Resize(256), transforms.CenterCrop(224), *NORMALIZE]),
}
networks = {}


def network(name, mode):
    """The network up to its classifier, and how it is called."""
    if (name, mode) not in networks:
        torch.manual_seed(0)
        net = getattr(models, name)().eval()
        setattr(net, "classifier" if hasattr(net, "classifier") else "fc", torch.nn.Identity())
        if mode in ("channels_last_bf16", "mkldnn_bf16"):
            net = fuse(net)
        if mode == "channels_last_bf16":
            net = net.to(memory_format=torch.channels_last).bfloat16()
        if mode == "mkldnn_bf16":
            net = to_mkldnn(net, torch.bfloat16)
        if mode == "optimized":
            with torch.no_grad():
                net = torch.jit.optimize_for_inference(torch.jit.trace(net, torch.randn(8, 3, 224, 224)))
        networks[name, mode] = net
    return networks[name, mode]


def prefix(name, mode, batch, count):
    torch.manual_seed(1)
    images = torch.randn(int(batch), 3, 224, 224)
    first = (name, mode) not in networks
    net = network(name, mode)

    def run():
        if mode == "channels_last_bf16":
            return net(images.to(memory_format=torch.channels_last).bfloat16()).float()
        if mode == "mkldnn_bf16":
            return net(images.to_mkldnn(torch.bfloat16)).to_dense().float()
        return net(images)

    with torch.no_grad():
        for _ in range(2 if first else 0):
            run()
        began = time.perf_counter()
        for _ in range(0, int(count), int(batch)):
            run()
        return time.perf_counter() - began


def data(pipeline, _decoder, workers, folder, count):
    began = time.perf_counter()
    images = datasets.ImageFolder(folder, PIPELINES[pipeline])
    count = min(int(count), len(images))
    chosen = [i * (len(images) - 1) // max(count - 1, 1) for i in range(count)]  # as graft's take()
    made = sum(len(images) for images, _ in DataLoader(Subset(images, chosen), batch_size=32, num_workers=int(workers)))
    assert made == count
    return time.perf_counter() - began


def step(name, mode, batch):
    """A training step: eager, or channels_last_bf16, which is autocast over a channels-last network."""
    torch.manual_seed(1)
    layout = torch.channels_last if mode == "channels_last_bf16" else torch.contiguous_format
    if (name, mode, "training") not in networks:
        net = getattr(models, name)().to(memory_format=layout)
        networks[name, mode, "training"] = net, torch.optim.Adam(net.parameters(), lr=1e-3)
        step(name, mode, batch)
    net, optimizer = networks[name, mode, "training"]
    images, labels = torch.randn(int(batch), 3, 224, 224).to(memory_format=layout), torch.randint(0, 1000, (int(batch),))
    began = time.perf_counter()
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=mode == "channels_last_bf16"):
        logits = net(images)
    loss = torch.nn.functional.cross_entropy(logits.float(), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return time.perf_counter() - began


def load(file):
    began = time.perf_counter()
    torch.load(file)
    return time.perf_counter() - began


def job(epochs, variant, folder, weights):
    net = models.resnet50()
    if variant == "v1":
        for stage in (net.layer2, net.layer3, net.layer4):
            stage[0].conv1.stride, stage[0].conv2.stride = (2, 2), (1, 1)
    net.load_state_dict(torch.load(weights))
    for parameter in net.parameters():
        parameter.requires_grad = False
    net.fc = torch.nn.Linear(net.fc.in_features, 2)
    net.eval()
    optimizer = torch.optim.SGD(net.fc.parameters(), lr=1e-3, momentum=0.9)
    train, val = (DataLoader(datasets.ImageFolder(f"{folder}/{part}", PIPELINES[pipeline]), batch_size=32, shuffle=part == "train", num_workers=2)
                  for part, pipeline in (("train", "train"), ("val", "evaluation")))
    began = time.perf_counter()
    for epoch in range(int(epochs)):
        for images, labels in train:
            loss = torch.nn.functional.cross_entropy(net(images), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"peer: epoch {epoch + 1}/{epochs}", file=sys.stderr)
    trained, correct = time.perf_counter() - began, 0
    began = time.perf_counter()
    with torch.no_grad():
        for images, labels in val:
            correct += (net(images).argmax(1) == labels).sum().item()
    print(json.dumps({"accuracy": 100 * correct / len(val.dataset), "train_s": trained, "val_s": time.perf_counter() - began}))


def main():
    torch.set_num_threads(int(sys.argv[1]))
    if len(sys.argv) > 2:
        torch.manual_seed(0)
        job(*sys.argv[3:])
        return
    for line in sys.stdin:
        what, *arguments = line.split()
        print({"prefix": prefix, "data": data, "step": step, "load": load}[what](*arguments), flush=True)


if __name__ == "__main__":
    main()
