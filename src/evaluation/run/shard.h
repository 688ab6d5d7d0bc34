// A run's share of the images, where several processes work on one evaluation.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace saa {

struct Shard {
  std::size_t index = 1;  ///< 1 to count
  std::size_t count = 1;
  bool operator==(const Shard&) const = default;
};

/// "2/3". @throws UsageError if it is no share.
[[nodiscard]] Shard read_shard(std::string_view text);
/// "2/3".
[[nodiscard]] std::string shard_text(const Shard& shard);
/// "2-of-3", the name of its folder.
[[nodiscard]] std::string shard_folder(const Shard& shard);

/// Whether the image at `position`, counted through all categories, is the shard's. Images are
/// dealt like cards, so that every shard has work of every category.
[[nodiscard]] bool belongs_to(const Shard& shard, std::size_t position);

/// A share that the machinery which started this process has given it.
struct AssignedShard {
  Shard shard;
  std::string by;  ///< "Slurm (SLURM_PROCID, SLURM_NTASKS)"
};

/// From the environment, or nothing if there is one process only. Tasks are told apart by the first
/// of these that is set: Open MPI, PMI, Slurm, Kubernetes' indexed jobs (JOB_COMPLETION_INDEX, with
/// JOB_COMPLETIONS handed to the container), RANK and WORLD_SIZE as torchrun sets them. Of a Slurm
/// array each task is a process, or as many as its tasks are.
/// @param variable gives a variable's value or null, as std::getenv.
/// @throws UsageError if the variables cannot be meant.
[[nodiscard]] std::optional<AssignedShard> assigned_shard(
    const std::function<const char*(const char*)>& variable);

}  // namespace saa
