// The 29 categories that the paper's averages are taken over, and the groups they form.
#pragma once

#include "datasets/dataset.h"

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace saa {

/// A column of the paper's tables.
enum class Group { visa, mvtec, ksdd2, mtd, texture, object, total };
inline constexpr std::array kGroups = {Group::visa,    Group::mvtec,  Group::ksdd2, Group::mtd,
                                       Group::texture, Group::object, Group::total};

/// "VisA", "MVTec", …, "texture", "object", "total".
[[nodiscard]] std::string_view group_name(Group group);

/// One category as the paper counts it.
struct PaperCategory {
  DatasetKind dataset;
  std::string_view name;
  bool is_texture;  ///< a surface without shape; else a picture of objects
};

/// All 29, by data set in the order of the columns, each in its published order. The paper
/// describes the two groups in words only; this list is the one with which all eight complete rows
/// of its Table 1 come out to within 0.01 as plain means.
[[nodiscard]] std::span<const PaperCategory> paper_categories();

[[nodiscard]] bool belongs_to(const PaperCategory& category, Group group);

/// The column of a data set; nothing for a folder, which the paper does not have.
[[nodiscard]] std::optional<Group> group_of(DatasetKind kind);

/// Categories in a group: 12, 15, 1, 1, 7, 22, 29.
[[nodiscard]] std::size_t group_size(Group group);

}  // namespace saa
