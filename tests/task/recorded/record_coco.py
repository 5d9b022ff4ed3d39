#!/usr/bin/env python3
"""Records what pycocotools computes of masks and detections: record_coco.py > coco.txt

Needs pycocotools. Boxes are x1 y1 x2 y2 in quarters of a pixel, so that float32 holds them.
"""
import contextlib
import io
import random
from importlib.metadata import PackageNotFoundError, version

import numpy as np
import pycocotools.mask as masks
import torch
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval
from tensor_lines import line

WIDTH, HEIGHT = 260, 220


def say(name, values, *shape):
    tensor = torch.tensor(values)
    print(line(name, tensor.reshape(shape) if shape else tensor))


def runs(name, encoded):
    """The run lengths of pycocotools' compressed ones."""
    pixels = masks.decode(encoded).flatten(order="F").astype(int)
    edges = np.flatnonzero(np.diff(pixels)) + 1
    counts = np.diff([0, *edges, len(pixels)]).tolist()
    say(name, ([0] if pixels[0] else []) + counts)


def quarter(value):
    return round(value * 4) / 4


def random_polygon(corners, width, height, reach=0.2):
    return [quarter(random.uniform(-reach * side, (1 + reach) * side)) for _ in range(corners) for side in (width, height)]


def polygons():
    """Stars that cross themselves, corners outside of the image, slivers, and squares on whole pixels."""
    cases = [[random_polygon(random.randint(3, 12), 30, 20)] for _ in range(20)]
    cases += [[random_polygon(5, 30, 20), random_polygon(4, 30, 20)] for _ in range(5)]
    cases += [[[2, 3, 9, 3, 9, 8, 2, 8]], [[2.5, 3.5, 9.5, 3.5, 9.5, 8.5, 2.5, 8.5]], [[0, 0, 30, 0, 30, 20, 0, 20]],
              [[5, 5, 5, 5, 5, 5]], [[4, 4, 20, 4.25, 4, 4.5]], [[-9, -9, -1, -9, -1, -1]], [[35, 2, 50, 2, 40, 30]]]
    say("polygons", [len(cases)])
    for i, case in enumerate(cases):
        say(f"polygons.{i}", [len(case)])
        for j, polygon in enumerate(case):
            say(f"polygon.{i}.{j}", [float(value) for value in polygon])
        encoded = masks.merge(masks.frPyObjects(case, 20, 30))
        runs(f"polygons.{i}.runs", encoded)
        say(f"polygons.{i}.area", [int(masks.area(encoded))])
        say(f"polygons.{i}.box", masks.toBbox(encoded).tolist())
    encoded = [masks.merge(masks.frPyObjects(case, 20, 30)) for case in cases[:8]]
    for crowd in (0, 1):
        say(f"mask_iou.{crowd}", masks.iou(encoded[:4], encoded[4:], [crowd] * 4))


def evaluate(name, annotations, results, categories, images, kind):
    with contextlib.redirect_stdout(io.StringIO()):
        data = COCO()
        data.dataset = {"images": [{"id": i, "width": WIDTH, "height": HEIGHT} for i in range(1, images + 1)],
                        "annotations": annotations, "categories": [{"id": i} for i in range(categories)]}
        data.createIndex()
        found = data.loadRes(results) if results else COCO()
        if not results:
            found.dataset = {**data.dataset, "annotations": []}
            found.createIndex()
        evaluation = COCOeval(data, found, kind)
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    say(f"{name}.{kind}", evaluation.stats.tolist())
    precision = evaluation.eval["precision"][:, :, :, 0, 2]
    say(f"{name}.{kind}.classes", [float(p[p > -1].mean()) if (p > -1).any() else -1.0 for p in np.moveaxis(precision, 2, 0)])


def random_image(image, categories, most_known, most_found, large):
    """Objects and detections, most of them an object's box a little moved, with scores that often are equal."""
    known, found = [], []
    for _ in range(random.randint(0, most_known)):
        side = random.choice([12, 30, 60, 200]) if large else 12
        x, y = quarter(random.uniform(0, WIDTH * 0.4)), quarter(random.uniform(0, HEIGHT * 0.4))
        width, height = quarter(min(random.uniform(4, side), WIDTH - x)), quarter(min(random.uniform(4, side), HEIGHT - y))
        known.append({"image_id": image, "category_id": random.randrange(categories), "bbox": [x, y, width, height],
                      "iscrowd": int(random.random() < 0.15), "area": quarter(width * height * random.uniform(0.5, 1))})
    for _ in range(random.randint(0, most_found)):
        if known and random.random() < 0.7:
            near = random.choice(known)
            category = near["category_id"] if random.random() < 0.8 else random.randrange(categories)
            x, y, width, height = (max(1.0, quarter(value + random.choice([0, 0, random.gauss(0, 2)]))) for value in near["bbox"])
        else:
            category = random.randrange(categories)
            x, y, width, height = (quarter(random.uniform(1, 100)) for _ in range(4))
        found.append({"image_id": image, "category_id": category, "bbox": [x, y, width, height],
                      "score": round(random.random(), random.choice([1, 2, 3]))})
    return known, found


def corners(box):
    return [box[0], box[1], box[0] + box[2], box[1] + box[3]]


def octagon(box):
    x, y, width, height = box
    a, b = width / 4, height / 4
    return [x + a, y, x + width - a, y, x + width, y + b, x + width, y + height - b, x + width - a, y + height, x + a, y + height,
            x, y + height - b, x, y + b]


def detections(name, images, categories, most_known, most_found, large=True, with_masks=False):
    annotations, results = [], []
    for image in range(1, images + 1):
        known, found = random_image(image, categories, most_known, most_found, large)
        annotations += known
        results += found
    for i, annotation in enumerate(annotations):
        annotation["id"] = i + 1
        if with_masks:
            polygon = octagon(annotation["bbox"])
            annotation["segmentation"] = masks.merge(masks.frPyObjects([polygon], HEIGHT, WIDTH))
    for result in results:
        if with_masks:
            result["segmentation"] = masks.merge(masks.frPyObjects([octagon(result["bbox"])], HEIGHT, WIDTH))
    say(f"{name}.images", [images])
    say(f"{name}.known", [[a["image_id"], a["category_id"], a["iscrowd"], a["area"], *corners(a["bbox"])] for a in annotations],
        len(annotations), 8)
    say(f"{name}.found", [[r["image_id"], r["category_id"], r["score"], *corners(r["bbox"])] for r in results], len(results), 7)
    evaluate(name, annotations, [dict(r) for r in results], categories, images, "bbox")
    if with_masks:
        evaluate(name, annotations, [{k: v for k, v in r.items() if k != "bbox"} for r in results], categories, images, "segm")


def main():
    random.seed(18)
    try:
        print(f"# pycocotools {version('pycocotools')}; made by record_coco.py")
    except PackageNotFoundError:
        print("# pycocotools 2.0.11; made by record_coco.py")
    polygons()
    detections("mixed", 12, 3, 8, 14)
    detections("small", 6, 2, 5, 6, large=False)
    detections("crowded", 2, 1, 12, 260)
    detections("one", 1, 1, 3, 4)
    detections("nothing_found", 4, 2, 4, 0)
    detections("nothing_known", 4, 2, 0, 5)
    detections("masks", 6, 2, 6, 9, with_masks=True)


if __name__ == "__main__":
    main()
