"""What the scripts that make parity fixtures share.

A fixture is one safetensors file: the checkpoint's tensors below "weights.", the network's input,
and what the official implementation computes from it. Needs torch and safetensors.
"""

from pathlib import Path

import torch
from safetensors.torch import save_file

FIXTURES = Path(__file__).parent / "models" / "fixtures"


def seeded_weights(network, seed):
    """Fills every weight so that nothing can hide: norms and biases are far from 1 and 0, yet
    activations neither vanish nor explode on the way through the network."""
    generator = torch.Generator().manual_seed(seed)

    def normal(shape, deviation=1.0):
        return torch.randn(shape, generator=generator) * deviation

    def uniform(shape, low, high):
        return low + (high - low) * torch.rand(shape, generator=generator)

    weights = {}
    for key, tensor in network.state_dict().items():
        leaf = key.rsplit(".", 1)[-1]
        if leaf == "num_batches_tracked":
            weights[key] = tensor
        elif leaf == "running_var":
            weights[key] = uniform(tensor.shape, 0.5, 2.0)
        elif leaf == "weight" and tensor.dim() == 1:
            weights[key] = uniform(tensor.shape, 0.5, 1.2)
        elif tensor.dim() <= 1:
            weights[key] = normal(tensor.shape, 0.3)
        else:
            fan_in = tensor[0].numel()
            weights[key] = normal(tensor.shape, (2.0 / fan_in) ** 0.5)
    return weights


def as_half(weights):
    """The convolutions rounded to f16: half the file, and the widening is tested as well."""
    return {k: v.half() if v.dim() == 4 else v for k, v in weights.items()}


def load(network, weights):
    network.load_state_dict({k: v.float() if v.is_floating_point() else v for k, v in weights.items()})
    return network.eval()


def save(name, weights, tensors, folder=FIXTURES):
    """Writes <name>.safetensors, by default beside the tests, and prints the size of the activations."""
    for key, tensor in tensors.items():
        print(f"{name} {key} {tuple(tensor.shape)} rms {tensor.float().square().mean().sqrt():.3f}")
    folder.mkdir(parents=True, exist_ok=True)
    everything = {f"weights.{k}": v for k, v in weights.items() if v.is_floating_point()} | tensors
    save_file({k: v.contiguous() for k, v in everything.items()}, folder / f"{name}.safetensors")
