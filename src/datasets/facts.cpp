#include "datasets/facts.h"

#include <algorithm>

namespace saa {

std::span<const DatasetFacts> all_dataset_facts() {
  static const std::vector<DatasetFacts> facts = {
      {.kind = DatasetKind::mvtec,
       .name = "mvtec",
       .title = "MVTec-AD",
       .categories = {"carpet", "grid", "leather", "tile", "wood", "bottle", "cable", "capsule",
                      "hazelnut", "metal_nut", "pill", "screw", "toothbrush", "transistor",
                      "zipper"},
       .splits = {"test", "train"},
       .folder = "mvtec_anomaly_detection",
       .layout = "carpet/test/good/000.png, carpet/test/hole/000.png, "
                 "carpet/ground_truth/hole/000_mask.png, …",
       .address = "https://www.mvtec.com/company/research/datasets/mvtec-ad",
       .licence = "CC BY-NC-SA 4.0"},
      {.kind = DatasetKind::visa,
       .name = "visa",
       .title = "VisA",
       .categories = {"candle", "capsules", "cashew", "chewinggum", "fryum", "macaroni1",
                      "macaroni2", "pcb1", "pcb2", "pcb3", "pcb4", "pipe_fryum"},
       .splits = {"test", "train"},
       .folder = "VisA_pytorch",
       .layout = "split_csv/1cls.csv and candle/Data/Images/Normal/0000.JPG, … (the archive), or "
                 "1cls/candle/test/good/0000.JPG, … (converted)",
       .address = "https://github.com/amazon-science/spot-diff",
       .licence = "CC BY 4.0"},
      {.kind = DatasetKind::ksdd2,
       .name = "ksdd2",
       .title = "KolektorSDD2",
       .categories = {"ksdd2"},
       .splits = {"test", "reference"},
       .folder = "KolektorSDD2",
       .layout = "test/20000.png with its mask test/20000_GT.png, … and the folder train",
       .address = "https://www.vicos.si/resources/kolektorsdd2/",
       .licence = "CC BY-NC-SA 4.0"},
      {.kind = DatasetKind::mtd,
       .name = "mtd",
       .title = "MTD",
       .categories = {"mtd"},
       .splits = {"all"},
       .folder = "Magnetic-tile-defect",
       .layout = "MT_Blowhole/Imgs/NAME.jpg with its mask NAME.png, … and so MT_Break, MT_Crack, "
                 "MT_Fray, MT_Free and MT_Uneven",
       .address = "https://github.com/abin24/Magnetic-tile-defect-datasets.",
       .licence = "none stated; asks for citation"},
      {.kind = DatasetKind::folder,
       .name = "folder",
       .title = "a folder of images",
       .categories = {},
       .splits = {"all"},
       .folder = "",
       .layout = "good/NAME.png, SCRATCH/NAME.png with its mask mask/SCRATCH/NAME.png (or "
                 "mask/NAME.png; NAME_mask.png does as well)",
       .address = "",
       .licence = ""}};
  return facts;
}

const DatasetFacts& dataset_facts(DatasetKind kind) {
  return *std::ranges::find(all_dataset_facts(), kind, &DatasetFacts::kind);
}

}  // namespace saa
