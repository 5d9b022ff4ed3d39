#!/usr/bin/env python3
"""Records what torchvision computes of boxes: record_detection.py > detection.txt

A line for each input, of few digits, and for each result. Gradients are those of the sum of all losses.
"""
from types import SimpleNamespace

import torch
import torchvision
from tensor_lines import line
from torchvision import ops
from torchvision.models.detection._utils import BoxCoder, Matcher
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.faster_rcnn import _default_anchorgen as fasterrcnn_anchors
from torchvision.models.detection.fcos import FCOS, FCOSHead
from torchvision.models.detection.image_list import ImageList
from torchvision.models.detection.retinanet import RetinaNet, RetinaNetHead, _default_anchorgen
from torchvision.models.detection.roi_heads import paste_masks_in_image, project_masks_on_boxes

IMAGE = (64, 96)
GRIDS = [(8, 12), (4, 6), (2, 3), (1, 2), (1, 1)]
CLASSES = 3


def say(name, tensor):
    print(line(name, tensor))


def rounded(tensor, step):
    return (tensor / step).round() * step


def random_boxes(count, width, height, step=0.25, least=1.0):
    corner = torch.rand(count, 2) * torch.tensor([width * 0.8, height * 0.8])
    size = least + torch.rand(count, 2) * torch.tensor([width * 0.4, height * 0.4])
    return rounded(torch.cat([corner, corner + size], 1), step)


def boxes():
    first, second = random_boxes(5, 40, 30), random_boxes(4, 40, 30)
    second[0] = first[0]
    second[1] = torch.tensor([1e6, 1e6, 2e6, 2e6])
    say("boxes1", first)
    say("boxes2", second)
    say("box_area", ops.box_area(first))
    say("box_iou", ops.box_iou(first, second))
    say("generalized_box_iou", ops.generalized_box_iou(first, second))
    outside = torch.cat([first - 10, second])
    say("clip.boxes", outside)
    say("clip.result", ops.clip_boxes_to_image(outside, (20, 30)))
    small = torch.cat([first, torch.tensor([[1, 1, 2, 9.0], [float("nan"), 0, 5, 5], [3, 3, 3, 8]])])
    say("small.boxes", small)
    say("small.result", ops.remove_small_boxes(small, 4.0))


def suppression():
    for name, count, step in (("nms", 150, 1.0), ("nms_exact", 40, 4.0)):
        all_boxes = random_boxes(count, 60, 50, step, 6.0)
        scores = rounded(torch.rand(count), 0.05)
        groups = torch.randint(0, 4, (count,))
        say(f"{name}.boxes", all_boxes)
        say(f"{name}.scores", scores)
        say(f"{name}.groups", groups)
        for threshold in (0.0, 0.25, 0.5, 1.0):
            say(f"{name}.{threshold:g}", ops.nms(all_boxes, scores, threshold))
        say(f"{name}.batched", ops.batched_nms(all_boxes, scores, groups, 0.5))
    many = random_boxes(1200, 900, 700, 16.0, 90.0)
    scores, groups = rounded(torch.rand(1200), 0.01), torch.randint(0, 3, (1200,))
    say("nms_many.boxes", many)
    say("nms_many.scores", scores)
    say("nms_many.groups", groups)
    kept = ops.batched_nms(many, scores, groups, 0.6).sort()[0]  # of equal scores it has them in any order
    say("nms_many.batched", kept[scores[kept].sort(descending=True, stable=True)[1]])


def losses():
    logits = rounded(4 * torch.randn(6, 3), 0.01).requires_grad_()
    targets = torch.randint(0, 2, (6, 3)).float()
    say("focal.logits", logits)
    say("focal.targets", targets)
    for alpha, gamma in ((0.25, 2), (-1, 1.5)):
        loss = ops.sigmoid_focal_loss(logits, targets, alpha, gamma)
        logits.grad = None
        loss.sum().backward()
        say(f"focal.{alpha}_{gamma}", loss)
        say(f"focal.{alpha}_{gamma}.gradient", logits.grad)
    first, second = random_boxes(8, 40, 30), random_boxes(8, 40, 30)
    second[:2] += 100
    first.requires_grad_()
    loss = ops.generalized_box_iou_loss(first, second)
    loss.sum().backward()
    say("giou.boxes1", first)
    say("giou.boxes2", second)
    say("giou.loss", loss)
    say("giou.gradient", first.grad)


def anchors_of(generator):
    images = ImageList(torch.zeros(1, 3, *IMAGE), [IMAGE])
    return generator(images, [torch.zeros(1, 1, *grid) for grid in GRIDS])[0]


def targets_of_batch():
    targets = [{"boxes": torch.tensor([[3.5, 4, 30, 28], [10, 8, 20.25, 19], [40, 10, 92, 60], [5, 5, 14, 13], [50, 20, 62, 31]]),
                "labels": torch.tensor([0, 2, 1, 0, 2])},
               {"boxes": torch.zeros(0, 4), "labels": torch.zeros(0, dtype=torch.int64)},
               {"boxes": torch.tensor([[0, 0, 96, 64.0], [60, 30, 75, 50]]), "labels": torch.tensor([1, 1])}]
    for i, target in enumerate(targets):
        say(f"targets.boxes.{i}", target["boxes"])
        say(f"targets.labels.{i}", target["labels"])
    return targets


def dense(name, count, per_place):
    """Random outputs of a head, with scores above and below the threshold, no two of them equal: topk() puts those in any order."""
    logits = torch.linspace(-8, 3, 3 * count * CLASSES)[torch.randperm(3 * count * CLASSES)]
    outputs = {"cls_logits": rounded(logits, 0.001).reshape(3, count, CLASSES),
               "bbox_regression": rounded(torch.randn(3, count, 4) * (0.6 if per_place > 1 else 1), 0.02)}
    if per_place == 1:
        outputs["bbox_regression"].clamp_(min=0)
        outputs["bbox_ctrness"] = rounded(torch.randn(3, count, 1), 0.02)
    for key, output in outputs.items():
        say(f"{name}.{key}", output)
        output.requires_grad_()
    return outputs


def one_stage(name, generator, detector, compute_loss, post, targets):
    """Losses, gradients and detections of a one-stage detector's methods for random outputs."""
    anchors = anchors_of(generator)
    per_place = generator.num_anchors_per_location()[0]
    per_level = [h * w * per_place for h, w in GRIDS]
    say(f"{name}.anchors", anchors)
    outputs = dense(name, len(anchors), per_place)
    found = compute_loss(detector, targets, outputs, [anchors] * 3, per_level)
    sum(found.values()).backward()
    for key, loss in found.items():
        say(f"{name}.loss.{key}", loss.reshape(1))
    for key, output in outputs.items():
        say(f"{name}.gradient.{key}", output.grad)
    sizes = [IMAGE, (60, 90), (64, 80)]
    with torch.no_grad():
        split = {key: list(output.split(per_level, 1)) for key, output in outputs.items()}
        for i, result in enumerate(post(detector, split, [list(anchors.split(per_level))] * 3, sizes)):
            for key, values in result.items():
                say(f"{name}.{key}.{i}", values)


def fcos(targets):
    head = FCOSHead(32, 1, CLASSES)
    generator = AnchorGenerator(((8,), (16,), (32,), (64,), (128,)), ((1.0,),) * 5)
    detector = SimpleNamespace(head=head, center_sampling_radius=1.5, score_thresh=0.2, nms_thresh=0.6, detections_per_img=100,
                               topk_candidates=50, box_coder=head.box_coder)
    one_stage("fcos", generator, detector, FCOS.compute_loss, FCOS.postprocess_detections, targets)


def regions():
    """Regions inside, across the border, outside, smaller than a place, and larger than the image."""
    features = rounded(torch.randn(2, 3, 12, 10), 0.01)
    cut = torch.tensor([[0, 2.5, 3, 15, 20], [1, 0, 0, 20, 24], [1, -6, -7.25, 4, 5], [0, 14, 17, 31, 40], [0, 40, 50, 60, 70],
                        [1, 5.25, 6.5, 5.5, 6.75], [0, -90, -80, 100, 120], [1, 8, 8, 8, 8], [0, 3, 22.5, 19, 23.75]])
    gradient = rounded(torch.randn(len(cut), 3, 3, 2), 0.01)
    say("roi.features", features)
    say("roi.regions", cut)
    say("roi.gradient", gradient)
    for ratio in (-1, 2):
        for aligned in (False, True):
            given = features.clone().requires_grad_()
            result = ops.roi_align(given, cut, (3, 2), 0.5, ratio, aligned)
            result.backward(gradient)
            say(f"roi.{ratio}.{int(aligned)}", result)
            say(f"roi.{ratio}.{int(aligned)}.gradient", given.grad)
    maps = {str(i): rounded(torch.randn(2, 2, *grid), 0.01) for i, grid in enumerate([(16, 24), (8, 12), (4, 6)])}
    cut = [torch.tensor([[3, 4, 20, 30], [0, 0, 90, 60], [10, 10, 11, 11], [20, 5, 44, 29.0]]), torch.tensor([[7, 9, 55, 57.5]])]
    pool = ops.MultiScaleRoIAlign(["0", "1", "2"], 2, 2, canonical_scale=24, canonical_level=3)
    for i, boxes_of_image in enumerate(cut):
        say(f"pool.boxes.{i}", boxes_of_image)
    for name, values in maps.items():
        say(f"pool.map.{name}", values)
    say("pool.result", pool(maps, cut, [IMAGE, (60, 90)]))
    sizes = 2 ** (torch.arange(0, 44) / 4.0 + 1)
    sized = torch.stack([torch.zeros(44), torch.zeros(44), sizes, sizes], 1)
    say("levels.boxes", sized)
    say("levels.result", ops.poolers.LevelMapper(2, 5)([sized]))


def matching():
    generator = AnchorGenerator(((8, 16), (32,)), ((0.5, 1.0, 2.0), (0.4, 1.0)))
    images = ImageList(torch.zeros(1, 3, 50, 70), [(50, 70)])
    say("anchors.odd", generator(images, [torch.zeros(1, 1, 3, 4), torch.zeros(1, 1, 2, 2)])[0])
    for name, made in (("retinanet", _default_anchorgen()), ("faster_rcnn", fasterrcnn_anchors())):
        say(f"anchors.{name}", made(images, [torch.zeros(1, 1, 1, 1)] * 5)[0])
    first, second = random_boxes(6, 40, 30), random_boxes(6, 40, 30)
    for name, weights in (("1", (1.0, 1.0, 1.0, 1.0)), ("10", (10.0, 10.0, 5.0, 5.0))):
        coder = BoxCoder(weights)
        say(f"coder.{name}.offsets", coder.encode_single(first, second))
        codes = rounded(3 * torch.randn(6, 8), 0.1)
        say(f"coder.{name}.codes", codes)
        say(f"coder.{name}.boxes", coder.decode_single(codes, second))
    say("coder.first", first)
    say("coder.second", second)
    quality = rounded(torch.rand(4, 12) * 0.8, 0.1)
    say("matcher.quality", quality)
    say("matcher.high", Matcher(0.6, 0.6)(quality))
    say("matcher.between", Matcher(0.7, 0.4)(quality))
    say("matcher.low_quality", Matcher(0.9, 0.4, True)(quality))


def retinanet(targets):
    generator = AnchorGenerator(((8,), (16,), (32,), (64,), (128,)), ((0.5, 2.0),) * 5)
    head = RetinaNetHead(32, 2, CLASSES)
    detector = SimpleNamespace(head=head, proposal_matcher=Matcher(0.5, 0.4, True), score_thresh=0.05, nms_thresh=0.5,
                               detections_per_img=60, topk_candidates=50, box_coder=BoxCoder((1.0, 1.0, 1.0, 1.0)))
    one_stage("retinanet", generator, detector, lambda own, known, outputs, anchors, _: RetinaNet.compute_loss(own, known, outputs, anchors),
              RetinaNet.postprocess_detections, targets)


def pasting():
    masks = rounded(torch.rand(5, 1, 6, 6), 0.01)
    boxes_of_masks = torch.tensor([[2, 3, 20, 17.5], [-4, -3, 9.5, 8], [25, 10, 60, 50], [7.25, 7.5, 8, 8.25], [0, 0, 30, 24]])
    say("paste.masks", masks)
    say("paste.boxes", boxes_of_masks)
    say("paste.result", paste_masks_in_image(masks, boxes_of_masks, (24, 30))[:, 0])
    known = torch.zeros(2, 24, 30)
    known[0, 4:15, 6:22] = 1
    known[1, 10:, :9] = 1
    objects = torch.tensor([0, 0, 1, 1, 0])
    say("mask_targets.objects", objects)
    say("mask_targets.result", project_masks_on_boxes(known, boxes_of_masks, objects, 4))


def main():
    torch.manual_seed(18)
    print(f"# torch {torch.__version__}, torchvision {torchvision.__version__}; made by record_detection.py")
    boxes()
    suppression()
    losses()
    targets = targets_of_batch()
    fcos(targets)
    retinanet(targets)
    regions()
    matching()
    pasting()


if __name__ == "__main__":
    main()
