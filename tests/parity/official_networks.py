"""The official networks as their packages build them, without their weights and without a network
connection.

Needs torch, timm, groundingdino-py, segment-anything-py, mobilesam-mirror and, first on PYTHONPATH,
transformers 4.40 (tests/parity/requirements.txt).
"""

import importlib
import logging
import warnings
from pathlib import Path

import torch

# What the packages say of their own age.
warnings.filterwarnings("ignore", category=FutureWarning)
warnings.filterwarnings("ignore", category=UserWarning)

VOCABULARY = "bert-base-uncased-vocab.txt"
SAM_FILES = {
    "vit_h": "sam_vit_h_4b8939.pth",
    "vit_b": "sam_vit_b_01ec64.pth",
    "vit_t": "mobile_sam.pt",
}
GROUNDING_DINO_FILE = "groundingdino_swint_ogc.pth"
WIDE_RESNET_FILE = "wide_resnet50_racm-8234f177.pth"


def use_local_bert(vocabulary):
    """GroundingDINO asks a hub for bert-base-uncased when it is built; its checkpoint overwrites the
    weights anyway, and transformers' default configuration is that of bert-base-uncased."""
    from transformers import BertConfig, BertModel, BertTokenizerFast
    from transformers.utils import logging as transformers_logging

    transformers_logging.set_verbosity_error()
    source = importlib.import_module("groundingdino.util.get_tokenlizer")
    source.get_tokenlizer = lambda _: BertTokenizerFast(str(vocabulary), do_lower_case=True)
    source.get_pretrained_language_model = lambda _: BertModel(BertConfig())


def grounding_dino(vocabulary, checkpoint=None):
    """The Swin-T network, with the weights of a checkpoint or as it is built."""
    use_local_bert(vocabulary)
    from groundingdino.models import build_model
    from groundingdino.util.slconfig import SLConfig
    from groundingdino.util.utils import clean_state_dict

    import groundingdino

    folder = Path(groundingdino.__file__).parent
    config = SLConfig.fromfile(str(folder / "config" / "GroundingDINO_SwinT_OGC.py"))
    config.device = "cpu"
    # Recomputing activations in the backward pass is for training.
    config.use_checkpoint = config.use_transformer_ckpt = False
    network = build_model(config).eval()
    if checkpoint is not None:
        weights = torch.load(checkpoint, map_location="cpu", weights_only=True)["model"]
        network.load_state_dict(clean_state_dict(weights), strict=False)
    return network


def detector_transform():
    """The pre-processing of the official demonstration and of the published SAA code."""
    import groundingdino.datasets.transforms as transforms

    normalise = transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
    steps = [transforms.RandomResize([800], max_size=1333), transforms.ToTensor(), normalise]
    return lambda image: transforms.Compose(steps)(image, None)[0]


def sam(kind, checkpoint=None):
    """"vit_h" and "vit_b" are Meta's, "vit_t" is MobileSAM."""
    # timm reports names that MobileSAM registers again.
    logging.getLogger("timm").setLevel(logging.ERROR)
    package = importlib.import_module("mobile_sam" if kind == "vit_t" else "segment_anything")
    network = package.sam_model_registry[kind]().eval()
    if checkpoint is not None:
        network.load_state_dict(torch.load(checkpoint, map_location="cpu", weights_only=True))
    return network


def sam_predictor(kind, network):
    return importlib.import_module("mobile_sam" if kind == "vit_t" else "segment_anything").SamPredictor(network)


def wide_resnet():
    import timm

    return timm.create_model("wide_resnet50_2", pretrained=False).eval()
