#!/usr/bin/env python3
"""Records metrics that scikit-learn computes: record_metrics.py > metrics.txt"""
import sklearn
import torch
from sklearn import metrics
from tensor_lines import line


def say(name, values):
    print(line(name, torch.as_tensor(values)))


def labels():
    """Scores that often are equal, and a label that all images have."""
    scores = (torch.rand(40, 5) * 10).round() / 10
    targets = (torch.rand(40, 5) < torch.tensor([0.1, 0.3, 0.5, 0.8, 1.0])).float()
    say("labels.scores", scores)
    say("labels.targets", targets)
    say("labels.each", metrics.average_precision_score(targets, scores, average=None))
    say("labels.mean", [metrics.average_precision_score(targets, scores, average="macro")])


def numbers():
    """Columns far from 0, where sums of squares lose their digits, and one of equal numbers."""
    known = torch.randn(30, 3) * torch.tensor([1.0, 20.0, 0.0]) + torch.tensor([5.0, 10000.0, 2.0])
    known = (known * 16).round() / 16
    predicted = known + (torch.randn(30, 3) * 8).round() / 16
    say("numbers.known", known)
    say("numbers.predicted", predicted)
    for name, metric in (("r2", metrics.r2_score), ("mae", metrics.mean_absolute_error), ("mse", metrics.mean_squared_error)):
        say(f"numbers.{name}", [metric(known.double(), predicted.double())])


def ranks():
    logits = (torch.randn(25, 6) * 4).round() / 4
    truth = torch.randint(0, 6, (25,))
    logits += torch.arange(6) * -1e-3  # of equal ones the first is the larger
    say("ranks.logits", logits)
    say("ranks.labels", truth)
    for k in (1, 2, 5):
        say(f"ranks.{k}", [metrics.top_k_accuracy_score(truth, logits, k=k, labels=range(6))])


def main():
    torch.manual_seed(18)
    print(f"# scikit-learn {sklearn.__version__}, torch {torch.__version__}; made by record_metrics.py")
    labels()
    numbers()
    ranks()


if __name__ == "__main__":
    main()
