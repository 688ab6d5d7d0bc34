#include "evaluation/tables/groups.h"

#include <algorithm>

namespace saa {
namespace {

constexpr auto kVisa = DatasetKind::visa;
constexpr auto kMvtec = DatasetKind::mvtec;

constexpr std::array<PaperCategory, 29> kCategories = {{
    {kVisa, "candle", false},        {kVisa, "capsules", false},
    {kVisa, "cashew", false},        {kVisa, "chewinggum", false},
    {kVisa, "fryum", false},         {kVisa, "macaroni1", false},
    {kVisa, "macaroni2", false},     {kVisa, "pcb1", false},
    {kVisa, "pcb2", false},          {kVisa, "pcb3", false},
    {kVisa, "pcb4", false},          {kVisa, "pipe_fryum", false},
    {kMvtec, "carpet", true},        {kMvtec, "grid", true},
    {kMvtec, "leather", true},       {kMvtec, "tile", true},
    {kMvtec, "wood", true},          {kMvtec, "bottle", false},
    {kMvtec, "cable", false},        {kMvtec, "capsule", false},
    {kMvtec, "hazelnut", false},     {kMvtec, "metal_nut", false},
    {kMvtec, "pill", false},         {kMvtec, "screw", false},
    {kMvtec, "toothbrush", false},   {kMvtec, "transistor", false},
    {kMvtec, "zipper", false},       {DatasetKind::ksdd2, "ksdd2", true},
    {DatasetKind::mtd, "mtd", true},
}};

}  // namespace

std::string_view group_name(Group group) {
  switch (group) {
    case Group::visa:
      return "VisA";
    case Group::mvtec:
      return "MVTec";
    case Group::ksdd2:
      return "KSDD2";
    case Group::mtd:
      return "MTD";
    case Group::texture:
      return "texture";
    case Group::object:
      return "object";
    case Group::total:
      return "total";
  }
  return "unknown";
}

std::span<const PaperCategory> paper_categories() { return kCategories; }

bool belongs_to(const PaperCategory& category, Group group) {
  switch (group) {
    case Group::visa:
      return category.dataset == DatasetKind::visa;
    case Group::mvtec:
      return category.dataset == DatasetKind::mvtec;
    case Group::ksdd2:
      return category.dataset == DatasetKind::ksdd2;
    case Group::mtd:
      return category.dataset == DatasetKind::mtd;
    case Group::texture:
      return category.is_texture;
    case Group::object:
      return !category.is_texture;
    case Group::total:
      return true;
  }
  return false;
}

std::optional<Group> group_of(DatasetKind kind) {
  switch (kind) {
    case DatasetKind::mvtec:
      return Group::mvtec;
    case DatasetKind::visa:
      return Group::visa;
    case DatasetKind::ksdd2:
      return Group::ksdd2;
    case DatasetKind::mtd:
      return Group::mtd;
    case DatasetKind::folder:
      return std::nullopt;
  }
  return std::nullopt;
}

std::size_t group_size(Group group) {
  return static_cast<std::size_t>(std::ranges::count_if(
      kCategories, [group](const PaperCategory& category) { return belongs_to(category, group); }));
}

}  // namespace saa
