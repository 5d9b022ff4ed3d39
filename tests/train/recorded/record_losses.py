#!/usr/bin/env python3
"""Records losses and their gradients for logits of 6 images and 4 classes: record_losses.py > losses.txt

Cross-entropy is torch.nn.functional.cross_entropy's. The focal loss is written as in Lin et al., 2017, equation 5, with a softmax
in the place of the sigmoid and class weights as alpha, and summed image by image; all in float64. A line for each: name, the
loss, and its gradient by each logit.
"""
import math

import torch

LABELS = [2, 0, 3, 1, 1, 2]
WEIGHTS = [0.5, 2.0, 1.0, 3.0]


def focal(logits, gamma, weights):
    total, divisor = 0.0, 0.0
    for row, label in zip(logits, LABELS):
        p = torch.exp(row[label]) / torch.exp(row).sum()
        total = total - weights[label] * (1 - p) ** gamma * torch.log(p)
        divisor += weights[label]
    return total / divisor


def main():
    labels, weights = torch.tensor(LABELS), torch.tensor(WEIGHTS, dtype=torch.double)
    entropy = torch.nn.functional.cross_entropy
    losses = {
        "plain": lambda z: entropy(z, labels),
        "weights": lambda z: entropy(z, labels, weight=weights),
        "smoothing": lambda z: entropy(z, labels, label_smoothing=0.2),
        "weights_smoothing": lambda z: entropy(z, labels, weight=weights, label_smoothing=0.2),
        "focal": lambda z: focal(z, 2.0, [1.0] * 4),
        "focal_half": lambda z: focal(z, 0.5, [1.0] * 4),
        "focal_weights": lambda z: focal(z, 1.5, WEIGHTS),
    }
    values = [3 * math.sin(1.7 * i + 0.3) for i in range(24)]
    print(f"# torch {torch.__version__}; made by record_losses.py")
    print("logits", *map(repr, values))
    print("labels", *LABELS)
    print("class_weights", *WEIGHTS)
    for name, loss_of in losses.items():
        logits = torch.tensor(values, dtype=torch.double).reshape(6, 4).requires_grad_()
        loss = loss_of(logits)
        loss.backward()
        print(name, repr(loss.item()), *map(repr, logits.grad.flatten().tolist()))


if __name__ == "__main__":
    main()
