#!/usr/bin/env python3
"""Records learning rates and momenta of torch.optim.lr_scheduler over 200 steps: record_schedules.py > schedules.txt

20 epochs of 10 steps, with a learning rate of 0.1. A line for each: name, `lr` or `momentum`, and the value in each step.
"""
import warnings

import torch
from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR, OneCycleLR, SequentialLR, StepLR

EPOCHS, STEPS, LR = 20, 10, 0.1


def warmed_up(optimizer, steps, decay, lowest):
    """As torchvision's references/classification/train.py makes it, with steps in the place of epochs."""
    rise = LinearLR(optimizer, start_factor=decay, total_iters=steps)
    fall = CosineAnnealingLR(optimizer, T_max=EPOCHS * STEPS - steps, eta_min=lowest)
    return SequentialLR(optimizer, [rise, fall], milestones=[steps])


SCHEDULES = {
    "cosine": (lambda o: CosineAnnealingLR(o, T_max=EPOCHS * STEPS), False),
    "cosine_min": (lambda o: CosineAnnealingLR(o, T_max=EPOCHS * STEPS, eta_min=1e-3), False),
    "cosine_warmup": (lambda o: warmed_up(o, 25, 0.01, 1e-4), False),
    "step": (lambda o: StepLR(o, step_size=3, gamma=0.5), True),
    "one_cycle": (lambda o: OneCycleLR(o, max_lr=LR, total_steps=EPOCHS * STEPS), False),
    "one_cycle_three_phase": (lambda o: OneCycleLR(o, max_lr=LR, total_steps=EPOCHS * STEPS, three_phase=True), False),
    "one_cycle_linear": (lambda o: OneCycleLR(
        o, max_lr=LR, total_steps=EPOCHS * STEPS, pct_start=0.25, anneal_strategy="linear", base_momentum=0.8, max_momentum=0.9,
        div_factor=10, final_div_factor=100, three_phase=True), False),
    "one_cycle_no_momentum": (lambda o: OneCycleLR(o, max_lr=LR, total_steps=EPOCHS * STEPS, cycle_momentum=False), False),
}


def main():
    warnings.simplefilter("ignore")  # that the optimizer has not stepped
    print(f"# torch {torch.__version__}; made by record_schedules.py")
    for name, (make, by_epoch) in SCHEDULES.items():
        optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=LR, momentum=0.5)
        scheduler = make(optimizer)
        rates, momenta = [], []
        for step in range(EPOCHS * STEPS):
            rates.append(optimizer.param_groups[0]["lr"])
            momenta.append(optimizer.param_groups[0]["momentum"])
            if step + 1 < EPOCHS * STEPS and (not by_epoch or (step + 1) % STEPS == 0):
                scheduler.step()
        print(name, "lr", *map(repr, rates))
        if set(momenta) != {0.5}:
            print(name, "momentum", *map(repr, momenta))


if __name__ == "__main__":
    main()
