#!/usr/bin/env python3
"""The PyTorch side of benchmarks/compare: runs one task a line of standard input and answers with its seconds.
compare_networks.cpp answers to the same tasks.

  official_networks_worker.py MODELS IMAGE CAPTION THREADS f32|bf16

Besides: gemm (FLOP/s of a large matrix product), gmac TASK (10^9 multiply-adds of a task),
load_cascade PUBLISHED, cascade PROFILE (the published SAA code on the image).
"""

import contextlib
import io
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "parity"))
import cascade_original
import numpy as np
import official_networks as official
import torch
from PIL import Image
from torch.utils.flop_counter import FlopCounterMode

SAM_KINDS = {file: kind for kind, file in official.SAM_FILES.items()}


class Networks:
    def __init__(self, models, image, caption, precision):
        self.models, self.image_file = Path(models), image
        self.picture = Image.open(image).convert("RGB")
        self.caption = caption.lower().strip().rstrip(".") + "."
        self.dtype = torch.bfloat16 if precision == "bf16" else torch.float32

    def load_detector(self):
        self.detector = official.grounding_dino(
            self.models / official.VOCABULARY, self.models / official.GROUNDING_DINO_FILE
        )
        self.transform = official.detector_transform()

    def load_refiner(self, file):
        self.refiner = None
        kind = SAM_KINDS[file]
        self.refiner = official.sam_predictor(kind, official.sam(kind, self.models / file))

    def detect(self):
        """The whole network: the original computes the image's features anew for each prompt."""
        self.detector(self.transform(self.picture)[None], captions=[self.caption])

    def embed(self):
        self.refiner.set_image(np.asarray(self.picture))

    def boxes(self, count):
        width, height = self.picture.size
        box = torch.tensor([[0.4 * width, 0.4 * height, 0.6 * width, 0.6 * height]]).repeat(int(count), 1)
        box = self.refiner.transform.apply_boxes_torch(box, (height, width))
        self.refiner.predict_torch(None, None, boxes=box, multimask_output=False)

    def load_cascade(self, published):
        self.cascade_model = cascade_original.published_model(Path(published).resolve(), self.models)

    def cascade(self, profile):
        import tomllib

        import cv2

        text = (cascade_original.PROFILES / f"{profile}.toml").read_text()
        settings = tomllib.loads(text)
        self.cascade_model.set_ensemble_text_prompts(cascade_original.text_prompts(settings))
        self.cascade_model.set_property_text_prompts(cascade_original.property_sentence(settings))
        self.cascade_model.begin()
        self.cascade_model(cv2.imread(self.image_file))

    def gemm(self):
        """Best of a few, as a limit."""
        a, b = (torch.randn(2048, 2048, dtype=self.dtype) for _ in range(2))
        best = min(self.seconds(torch.matmul, a, b) for _ in range(8))
        return 2 * 2048**3 / best

    def gmac(self, task, *arguments):
        with FlopCounterMode(display=False) as counter:
            getattr(self, task)(*arguments)
        return counter.get_total_flops() / 2e9

    def memory(self):
        [line] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
        return int(line.split()[1]) / 1024

    def seconds(self, function, *arguments):
        start = time.perf_counter()
        function(*arguments)
        return time.perf_counter() - start

    def answer(self, line):
        task, *arguments = line.split()
        function = getattr(self, task)
        autocast = torch.autocast("cpu", self.dtype, enabled=self.dtype != torch.float32)
        with torch.no_grad(), autocast, contextlib.redirect_stdout(io.StringIO()):
            if task in ("gemm", "gmac", "memory"):
                return function(*arguments)
            return self.seconds(function, *arguments)


def main():
    *what, threads, precision = sys.argv[1:]
    torch.set_num_threads(int(threads))
    networks = Networks(*what, precision)
    for line in sys.stdin:
        print(networks.answer(line), flush=True)


if __name__ == "__main__":
    main()
