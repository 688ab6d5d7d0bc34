#include "evaluation/run/shard.h"

#include <array>
#include <charconv>
#include <fmt/format.h>
#include <saa/error.h>

namespace saa {
namespace {

using Variable = std::function<const char*(const char*)>;

/// How a machinery tells its processes apart. Indices start at 0.
struct Machinery {
  const char* name;
  const char* index;
  const char* count;
  bool gives_count = true;  ///< false: the count is there if somebody has handed it on
};

/// Those whose processes run side by side; the first that is set is taken. Open MPI and PMI come
/// before Slurm, which may have started them.
constexpr std::array kTasks = {
    Machinery{"Open MPI", "OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"},
    Machinery{"PMI", "PMI_RANK", "PMI_SIZE"}, Machinery{"Slurm", "SLURM_PROCID", "SLURM_NTASKS"},
    Machinery{"Kubernetes", "JOB_COMPLETION_INDEX", "JOB_COMPLETIONS", /*gives_count=*/false},
    Machinery{"torchrun", "RANK", "WORLD_SIZE"}};

struct Place {
  std::size_t index = 0;
  std::size_t count = 1;
  std::string by;
};

std::optional<std::size_t> read(const Variable& variable, const char* name) {
  const char* text = variable(name);
  if (text == nullptr) return std::nullopt;
  const std::string_view digits = text;
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size())
    throw UsageError(
        fmt::format("the environment's {} is '{}' and no number; --shard none works on all images",
                    name, text));
  return value;
}

Place checked(Place place) {
  if (place.index < place.count) return place;
  throw UsageError(fmt::format(
      "the environment's {} make this process number {} of {}; --shard i/n says it, --shard none "
      "works on all images",
      place.by, place.index + 1, place.count));
}

std::optional<Place> task_place(const Variable& variable) {
  for (const Machinery& machinery : kTasks) {
    const auto index = read(variable, machinery.index);
    if (!index) continue;
    const auto count = read(variable, machinery.count);
    if (!count && !machinery.gives_count)
      throw UsageError(fmt::format(
          "{} numbers this process by {}, but how many there are is not known: set {} to the "
          "job's completions, or use --shard i/n or --shard none",
          machinery.name, machinery.index, machinery.count));
    if (!count) continue;
    return checked({*index, *count,
                    fmt::format("{} ({}, {})", machinery.name, machinery.index, machinery.count)});
  }
  return std::nullopt;
}

std::optional<Place> array_place(const Variable& variable) {
  const auto id = read(variable, "SLURM_ARRAY_TASK_ID");
  const auto count = read(variable, "SLURM_ARRAY_TASK_COUNT");
  if (!id || !count) return std::nullopt;
  const std::size_t first = read(variable, "SLURM_ARRAY_TASK_MIN").value_or(0);
  const std::size_t step = read(variable, "SLURM_ARRAY_TASK_STEP").value_or(1);
  const std::size_t index = *id < first || step == 0 ? *count : (*id - first) / step;
  return checked({index, *count, "Slurm array (SLURM_ARRAY_TASK_ID, SLURM_ARRAY_TASK_COUNT)"});
}

}  // namespace

std::optional<AssignedShard> assigned_shard(const Variable& variable) {
  const auto array = array_place(variable);
  const auto task = task_place(variable);
  const Place outer = array.value_or(Place{});
  const Place inner = task.value_or(Place{});
  if (outer.count * inner.count <= 1) return std::nullopt;
  std::string by = outer.count > 1 ? outer.by : "";
  if (inner.count > 1) by += (by.empty() ? "" : " and ") + inner.by;
  return AssignedShard{.shard = {.index = outer.index * inner.count + inner.index + 1,
                                 .count = outer.count * inner.count},
                       .by = by};
}

}  // namespace saa
