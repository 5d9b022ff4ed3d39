#!/usr/bin/env python3
"""Writes what the fuzzers begin with: seeds.py FOLDER makes FOLDER/{pth,safetensors,tfjs} out of tests/weights/recorded, and a
folder of each image format out of tests/data/recorded, two bytes that choose a plan before each file; and a folder of each
reader of annotations, one byte that chooses options before each text.

A zip file comes a second time with its checksums zeroed, which means that there are none: else every change ends there.
"""
import json
import sys
from pathlib import Path

RECORDED = Path(__file__).resolve().parent.parent / "weights" / "recorded"


def without_checksums(data):
    data = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", 14), (b"PK\x01\x02", 16)):
        at = data.find(signature)
        while at >= 0:
            data[at + offset : at + offset + 4] = bytes(4)
            at = data.find(signature, at + 1)
    return bytes(data)


def weight(name, shape):
    return {"name": name, "shape": shape, "dtype": "float32"}


def layer(name, **config):
    return {"class_name": "Conv2D", "config": {"name": name, "strides": [2, 2], "epsilon": 1.001e-5, **config}, "name": name}


IMAGES = RECORDED.parent.parent / "data" / "recorded"
for number, line in enumerate((IMAGES / "formats.txt").read_text().splitlines()):
    kind, file, *_ = line.split()
    folder = Path(sys.argv[1]) / kind
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"made{number}").write_bytes(bytes([number % 16, number % 251]) + bytes.fromhex(file))
for path in (*IMAGES.glob("images/*"), *IMAGES.glob("jpegs/*")):
    kind = {".jpg": "jpeg", ".ppm": "pnm", ".pgm": "pnm"}.get(path.suffix, path.suffix[1:])
    for plan in (b"\0\0", b"\2\0", b"\x0d\x35"):
        (Path(sys.argv[1]) / kind / f"{path.stem}{plan[0]}").write_bytes(plan + path.read_bytes())

target = {name: Path(sys.argv[1]) / name for name in ("pth", "safetensors", "tfjs")}
for folder in target.values():
    folder.mkdir(parents=True, exist_ok=True)
for path in (*RECORDED.glob("*.pth"), *RECORDED.glob("*.pt")):
    data = path.read_bytes()
    (target["pth"] / path.name).write_bytes(data)
    if data.startswith(b"PK"):
        (target["pth"] / f"{path.name}.unchecked").write_bytes(without_checksums(data))
for path in RECORDED.glob("*.safetensors"):
    (target["safetensors"] / path.name).write_bytes(path.read_bytes())
(target["safetensors"] / "small").write_bytes(
    b"\x58" + bytes(7) + b'{"__metadata__":{"a":"b"},"w":{"dtype":"I16","shape":[2,1],"data_offsets":[0,4]}}'.ljust(0x58)
    + b"\1\0\2\0")
layers = [layer("res3a_branch2a"), layer("res3a_branch2b", strides=[1, 1]), layer("bn_conv1")]
(target["tfjs"] / "model.json").write_text(json.dumps({
    "format": "layers-model",
    "modelTopology": {"model_config": {"config": {"layers": layers}}},
    "weightsManifest": [
        {"paths": ["a.bin"], "weights": [weight("conv1/kernel", [4, 4])]},
        {"paths": ["b.bin"], "weights": [weight("b", [9]), weight("c", [0])]},
    ],
}))


def write_annotations(kind, *texts):
    folder = Path(sys.argv[1]) / kind
    folder.mkdir(parents=True, exist_ok=True)
    for number, text in enumerate(texts):
        text = text if isinstance(text, bytes) else text.encode()
        for choice in range(16) if len(text) < 2000 else range(1):
            (folder / f"made{number}_{choice}").write_bytes(bytes([choice]) + text)


def coco(shape, **more):
    annotation = {"id": 1, "image_id": 7, "category_id": 3, "bbox": [1, 2.5, 3, 4], "iscrowd": 0, "segmentation": shape, **more}
    return json.dumps({"info": {"year": 2017}, "images": [{"id": 7, "file_name": "a.ppm", "width": 10, "height": 8},
                       {"id": 2, "file_name": "b.ppm"}], "categories": [{"id": 3, "name": "cat"}], "annotations": [annotation]})


write_annotations("coco", coco([[1, 1, 3, 1, 3, 3.5]]), coco({"size": [8, 10], "counts": [9, 2, 69]}), coco([], area=1.5),
                  coco({"size": [8, 10], "counts": "92U2"}, iscrowd=True, bbox=[-1, 0, 20, 9]), coco(None, image_id=2))
write_annotations("csv", "file,x1,y1,x2,y2,class\na.ppm,1,2,3,4,cat\nb.ppm,,,,,\n", "file;class;x1;y1\r\na.ppm;\"x \"\"y\"\"\";1.5;\r\n",
                  "\ufefffile\tx1\ty1\tclass\n b.ppm \t1e3\t-0\t\"two\nlines\"\n")
write_annotations("yolo", "0 0.5 0.5 0.25 1\n2 0.1 0.1 0.5 0.1 0.3 0.9\n", "names:\n  0: cat\n  1: 'dog'\n", "nc: 2\nnames: ['a', \"b\"]\n",
                  "names:\n- a\n# b\n- c\nval: x\n")
write_annotations("voc", "<annotation><filename>a.ppm</filename><size><width>10</width><height>8</height></size><object><name>dog</name>"
                  "<difficult>1</difficult><bndbox><xmin>1</xmin><ymin>2.5</ymin><xmax>10</xmax><ymax>8</ymax></bndbox></object>"
                  "<object><name>cat</name><part><name>head</name></part><bndbox><xmin>0</xmin><ymin>0</ymin><xmax>5</xmax><ymax>6"
                  "</ymax></bndbox></object></annotation>",
                  "<?xml version='1.0' encoding='latin1'?><!DOCTYPE a [<!ENTITY b 'c'>]><annotation><!-- x --><![CDATA[y]]>"
                  "<object><name>&lt;&b;&#65;</name></object></annotation>")
write_annotations("mask", *(bytes.fromhex(line.split()[0]) for line in (IMAGES / "masks.txt").read_text().splitlines()[::3]))
