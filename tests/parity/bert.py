#!/usr/bin/env python3
"""Makes bert.safetensors: a narrow BERT as the official GroundingDINO wraps it, states and features compared.

Needs groundingdino-py, transformers 4.40 and safetensors.
"""

import torch
from fixture import load, save, seeded_weights
from groundingdino.models.GroundingDINO.bertwarper import (
    BertModelWarper,
    generate_masks_with_special_tokens_and_transfer_map,
)
from transformers import BertConfig, BertModel

CONFIG = {
    "vocab_size": 40,
    "max_position_embeddings": 16,
    "hidden_size": 24,
    "num_hidden_layers": 2,
    "num_attention_heads": 3,
    "intermediate_size": 40,
}
SPECIALS = [2, 3, 4, 5]

# Three phrases and words behind the last; one phrase.
CAPTIONS = [[2, 9, 17, 4, 30, 5, 4, 39, 8, 3], [2, 11, 12, 13, 4, 3]]


class TextEncoder(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.bert = BertModelWarper(BertModel(BertConfig(**CONFIG)))
        self.feat_map = torch.nn.Linear(CONFIG["hidden_size"], 20)


def main():
    net = TextEncoder()
    weights = seeded_weights(net, seed=3)
    load(net, weights)
    tensors = {}
    for i, tokens in enumerate(CAPTIONS):
        ids = torch.tensor([tokens])
        mask, positions, _ = generate_masks_with_special_tokens_and_transfer_map({"input_ids": ids}, SPECIALS, None)
        with torch.no_grad():
            output = net.bert(input_ids=ids, attention_mask=mask, position_ids=positions, output_hidden_states=True)
            features = net.feat_map(output["last_hidden_state"])
        hidden = torch.zeros(mask.shape).masked_fill(~mask, float("-inf"))
        tensors |= {f"tokens{i}": ids, f"positions{i}": positions, f"attention{i}": hidden, f"features{i}": features}
        tensors |= {f"state{i}.{n}": state.clone() for n, state in enumerate(output["hidden_states"])}
    save("bert", weights, tensors)


if __name__ == "__main__":
    main()
