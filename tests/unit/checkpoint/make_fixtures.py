#!/usr/bin/env python3
"""Makes fixtures/: small checkpoints by torch.save, and the tensors expected from each.

For every case there are NAME.pth (the zip form), NAME.legacy.pth (the older form) and
NAME.safetensors (written by the safetensors package: what a reader must find); script.pt is a TorchScript program. Run it with torch and
safetensors installed; the tests themselves need neither.
"""

import pathlib
from collections import OrderedDict
from typing import Dict

import torch
from safetensors.torch import save_file
from torch import nn

FOLDER = pathlib.Path(__file__).parent / "fixtures"


def save(name, checkpoint, expected, **options):
    torch.save(checkpoint, FOLDER / f"{name}.pth", **options)
    torch.save(checkpoint, FOLDER / f"{name}.legacy.pth", _use_new_zipfile_serialization=False, **options)
    dense = {key: tensor.detach().clone(memory_format=torch.contiguous_format)
             for key, tensor in expected.items()}
    save_file(dense, FOLDER / f"{name}.safetensors", metadata={"case": name})


def dtypes():
    values = [-2.0, -0.5, 0.0, 1.0, 3.140625]
    tensors = {str(dtype).removeprefix("torch."): torch.tensor(values, dtype=dtype)
               for dtype in (torch.float64, torch.float32, torch.float16, torch.bfloat16)}
    for dtype in (torch.int64, torch.int32, torch.int16, torch.int8):
        tensors[str(dtype).removeprefix("torch.")] = torch.tensor([-3, 0, 7], dtype=dtype)
    tensors["uint8"] = torch.tensor([0, 1, 255], dtype=torch.uint8)
    tensors["bool"] = torch.tensor([True, False, True])
    tensors["scalar"] = torch.tensor(2.5)
    tensors["empty"] = torch.empty(0, 3)
    tensors["half_extremes"] = torch.tensor(
        [65504.0, 6e-8, 6.1e-5, -0.0, float("inf"), -float("inf")], dtype=torch.float16)
    save("dtypes", tensors, tensors)


def views():
    base = torch.arange(60.0).reshape(3, 4, 5)
    tensors = {
        "base": base,
        "offset": base[1],
        "transposed": base.transpose(0, 2),
        "every_other": base[:, ::2, 1:4],
        "expanded": base[0, 0].expand(4, 5),
        "one": base[2, 3, 4],
        "channels_last": torch.arange(48, dtype=torch.int16).reshape(2, 3, 2, 4).to(
            memory_format=torch.channels_last),
        "bytes": torch.arange(7, dtype=torch.uint8)[3:],
    }
    save("views", tensors, tensors)


def nested():
    weight, bias = torch.full((2, 2), 0.25), torch.tensor([1.0, -1.0])
    checkpoint = {
        "epoch": 12, "loss": 0.5, "note": "größer", "none": None, "flags": {1, 2},
        "big": 2**100, "negative": -(2**40), "wide": 2**40,
        "size": weight.shape, "dtype": torch.float16, "device": torch.device("cpu"),
        "optimizer": {"state": {0: {"momentum": weight * 2}}, "groups": [{"params": [0], "lr": 0.1}]},
        "model": {"head": {"weight": weight, "bias": bias}, "blocks": [{"w": bias * 2}, (bias * 3, [bias * 4])]},
    }
    expected = {"head.weight": weight, "head.bias": bias, "blocks.0.w": bias * 2,
                "blocks.1.0": bias * 3, "blocks.1.1.0": bias * 4}
    save("nested", checkpoint, expected)


def network():
    torch.manual_seed(5)
    layers = nn.Sequential(OrderedDict(conv=nn.Conv2d(2, 3, 3), norm=nn.BatchNorm2d(3)))
    parallel = nn.DataParallel(layers)
    save("network", {"state_dict": parallel.state_dict(), "epoch": 1}, layers.state_dict())


def parameters():
    torch.manual_seed(6)
    annotated = nn.Parameter(torch.randn(3))
    annotated.kind = "gain"
    remark = torch.randn(2, 2)
    remark.origin = "noise"
    tensors = {"plain": nn.Parameter(torch.randn(2, 3)), "annotated": annotated, "remark": remark}
    tensors["tied"] = tensors["plain"]
    save("parameters", tensors, tensors, pickle_protocol=5)


class Scripted(nn.Module):
    def __init__(self):
        super().__init__()
        self.sizes = [2, 3]
        self.names: Dict[str, int] = {"a": 1}
        self.blocks = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2).half())
        self.gain = nn.Parameter(torch.randn(3))
        self.register_buffer("input_resolution", torch.tensor(224))

    def forward(self, x):
        return self.blocks[0](x * self.gain) + self.sizes[0] + self.names["a"]


def script():
    """As torch.jit.save writes a program; only the names and tensors of its modules are of interest."""
    torch.manual_seed(7)
    program = torch.jit.script(Scripted())
    torch.jit.save(program, FOLDER / "script.pt")
    save_file({key: tensor.detach().clone() for key, tensor in program.state_dict().items()}, FOLDER / "script.safetensors")


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for case in (dtypes, views, nested, network, parameters, script):
        case()
