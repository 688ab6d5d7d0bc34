#include "evaluation/tables/published.h"

#include <algorithm>

namespace saa {
namespace {

constexpr std::nullopt_t kNone = std::nullopt;

constexpr GroupFigures kNotPublished = {kNone, kNone, kNone, kNone, kNone, kNone, kNone};

/// Table 2 prints the three averages only.
constexpr GroupFigures averages(double texture, double object, double total) {
  return {kNone, kNone, kNone, kNone, texture, object, total};
}

constexpr std::array<PublishedRow, 5> kTable1 = {{
    {.key = "winclip",
     .name = "WinClip",
     .f_p = {14.82, 31.65, kNone, kNone, kNone, 20.93, kNone},
     .f_r = kNotPublished},
    {.key = "clipseg",
     .name = "ClipSeg",
     .f_p = {14.32, 25.42, 34.27, 9.39, 27.75, 18.30, 20.58},
     .f_r = {5.65, 19.68, 9.05, 6.55, 21.37, 10.41, 13.06}},
    {.key = "utad",
     .name = "UTAD",
     .f_p = {6.95, 23.48, 22.53, 11.37, 29.13, 12.07, 16.19},
     .f_r = {5.32, 17.53, 3.56, 2.95, 16.38, 9.94, 11.49}},
    {.key = "saa",
     .name = "SAA",
     .f_p = {12.76, 23.44, 8.79, 14.78, 20.94, 17.35, 18.22},
     .f_r = {4.83, 32.49, 16.40, 10.63, 40.31, 13.19, 19.74}},
    {.key = "saa+",
     .name = "SAA+",
     .f_p = {27.07, 39.40, 59.19, 35.40, 53.79, 28.82, 34.85},
     .f_r = {14.46, 49.67, 39.34, 30.27, 60.40, 25.70, 34.07}},
}};

constexpr std::array<PublishedRow, 7> kTable2 = {{
    {.key = "without-language",
     .name = "without T_a and T_s",
     .f_p = averages(50.30, 24.79, 30.95),
     .f_r = averages(50.58, 22.36, 29.17)},
    {.key = "without-class-agnostic",
     .name = "without T_a",
     .f_p = averages(51.15, 25.88, 31.80),
     .f_r = averages(55.26, 20.28, 28.72)},
    {.key = "without-class-specific",
     .name = "without T_s",
     .f_p = averages(53.51, 26.55, 33.06),
     .f_r = averages(54.21, 23.13, 30.64)},
    {.key = "without-property",
     .name = "without P^P",
     .f_p = averages(21.83, 21.40, 21.50),
     .f_r = averages(33.94, 20.99, 24.11)},
    {.key = "without-saliency",
     .name = "without P^S",
     .f_p = averages(50.58, 24.72, 30.96),
     .f_r = averages(57.66, 24.36, 32.39)},
    {.key = "without-confidence",
     .name = "without P^C",
     .f_p = averages(50.41, 27.99, 34.13),
     .f_r = averages(53.65, 25.18, 32.05)},
    {.key = "",
     .name = "full",
     .f_p = averages(53.79, 28.82, 34.85),
     .f_r = averages(60.40, 25.70, 34.07)},
}};

constexpr auto kVisa = DatasetKind::visa;
constexpr auto kMvtec = DatasetKind::mvtec;

constexpr std::array<PublishedCategory, 27> kWinclip = {{
    {kVisa, "candle", 22.5, kNone},     {kVisa, "capsules", 9.2, kNone},
    {kVisa, "cashew", 13.2, kNone},     {kVisa, "chewinggum", 41.1, kNone},
    {kVisa, "fryum", 22.1, kNone},      {kVisa, "macaroni1", 7.0, kNone},
    {kVisa, "macaroni2", 1.0, kNone},   {kVisa, "pcb1", 2.4, kNone},
    {kVisa, "pcb2", 4.7, kNone},        {kVisa, "pcb3", 10.3, kNone},
    {kVisa, "pcb4", 32.0, kNone},       {kVisa, "pipe_fryum", 12.3, kNone},
    {kMvtec, "carpet", 49.7, 33.9},     {kMvtec, "grid", 18.6, 13.7},
    {kMvtec, "leather", 39.7, 30.8},    {kMvtec, "tile", 32.6, 30.8},
    {kMvtec, "wood", 51.5, 35.4},       {kMvtec, "bottle", 58.1, 49.4},
    {kMvtec, "cable", 19.7, 12.2},      {kMvtec, "capsule", 21.7, 14.3},
    {kMvtec, "hazelnut", 37.6, 39.1},   {kMvtec, "metal_nut", 32.4, 23.8},
    {kMvtec, "pill", 17.6, 11.8},       {kMvtec, "screw", 13.5, 11.3},
    {kMvtec, "toothbrush", 17.1, 10.5}, {kMvtec, "transistor", 30.5, 27.0},
    {kMvtec, "zipper", 34.4, 27.8},
}};

constexpr std::string_view kFork = "a public fork of the SAA+ code, all test images; not reviewed";

constexpr std::array<Rerun, 9> kReruns = {{
    {"winclip", "", 22.92, 9.50, kNone, kNone, "caoyunkang/WinClip, README"},
    {"winclip", "", 24.8, 9.0, kNone, kNone, "zqhang/Accurate-WinCLIP-pytorch, README"},
    {"saa+", "", 38.1, 31.6, kNone, kNone, "the paper of AdaCLIP"},
    {"saa+", "", 37.72, 33.74, 21.92, 11.78, kFork},
    {"saa+", "MobileSAM, MobileNetV3 saliency", 37.44, 34.92, kNone, kNone, kFork},
    {"saa+", "the prompt 'defect.' alone", 35.54, kNone, kNone, kNone, kFork},
    {"saa+", "the three general prompts alone", 35.80, kNone, kNone, kNone, kFork},
    {"saa+", "hand-written prompts", 37.44, kNone, kNone, kNone, kFork},
    {"saa+", "the best prompts of each category", 41.06, kNone, kNone, kNone, kFork},
}};

}  // namespace

std::optional<double> PublishedRow::at(Group group, Figure figure) const {
  const auto column = static_cast<std::size_t>(group);
  switch (figure) {
    case Figure::f_p:
      return f_p.at(column);
    case Figure::f_r:
      return f_r.at(column);
    case Figure::f_r_one_to_one:
      return std::nullopt;
  }
  return std::nullopt;
}

std::span<const PublishedRow> published_table1() { return kTable1; }
std::span<const PublishedRow> published_table2() { return kTable2; }
std::span<const PublishedCategory> published_winclip() { return kWinclip; }
std::span<const Rerun> published_reruns() { return kReruns; }

const PublishedRow* find_published(std::span<const PublishedRow> rows, std::string_view key) {
  const auto found = std::ranges::find(rows, key, &PublishedRow::key);
  return found == rows.end() ? nullptr : &*found;
}

}  // namespace saa
