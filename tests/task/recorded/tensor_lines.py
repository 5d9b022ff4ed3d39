"""Tensors as lines of text: name, sizes, a colon, and the elements; what tests/task/recorded_tensors.hpp reads."""


def number(value):
    if isinstance(value, bool):
        return str(int(value))
    return str(value) if isinstance(value, int) else "%.9g" % value


def line(name, tensor):
    return " ".join([name, *map(str, tensor.shape), ":", *map(number, tensor.flatten().tolist())])
