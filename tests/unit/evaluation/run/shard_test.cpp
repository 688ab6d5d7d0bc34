#include "evaluation/run/shard.h"

#include <gtest/gtest.h>
#include <map>
#include <saa/error.h>

namespace saa {
namespace {

std::optional<AssignedShard> assigned(const std::map<std::string, std::string>& environment) {
  return assigned_shard([&](const char* name) -> const char* {
    const auto found = environment.find(name);
    return found == environment.end() ? nullptr : found->second.c_str();
  });
}

TEST(Shard, IsReadAndWritten) {
  EXPECT_EQ(read_shard("2/3"), (Shard{2, 3}));
  EXPECT_EQ(shard_text({2, 3}), "2/3");
  EXPECT_EQ(shard_folder({2, 3}), "2-of-3");
  for (const char* wrong : {"", "2", "0/3", "4/3", "2/3/4", "a/3", "-1/3", "2/", "/3", "1/0"})
    EXPECT_THROW((void)read_shard(wrong), UsageError) << wrong;
}

TEST(Shard, EveryPositionBelongsToOne) {
  for (std::size_t position = 0; position < 10; ++position) {
    int owners = 0;
    for (std::size_t i = 1; i <= 3; ++i) owners += belongs_to({i, 3}, position) ? 1 : 0;
    EXPECT_EQ(owners, 1);
  }
}

TEST(AssignedShard, IsNothingForOneProcess) {
  EXPECT_FALSE(assigned({}));
  EXPECT_FALSE(assigned({{"SLURM_PROCID", "0"}, {"SLURM_NTASKS", "1"}}));
  EXPECT_FALSE(assigned({{"SLURM_PROCID", "0"}}));  // a batch script whose job names no tasks
}

TEST(AssignedShard, OpenMpiComesBeforeTheSlurmThatStartedIt) {
  const auto shard = assigned({{"OMPI_COMM_WORLD_RANK", "2"},
                               {"OMPI_COMM_WORLD_SIZE", "3"},
                               {"SLURM_PROCID", "0"},
                               {"SLURM_NTASKS", "2"}});
  ASSERT_TRUE(shard);
  EXPECT_EQ(shard->shard, (Shard{3, 3}));
  EXPECT_NE(shard->by.find("Open MPI"), std::string::npos);
}

TEST(AssignedShard, AnArrayCountsFromItsLowestTask) {
  const auto shard = assigned({{"SLURM_ARRAY_TASK_ID", "14"},
                               {"SLURM_ARRAY_TASK_COUNT", "3"},
                               {"SLURM_ARRAY_TASK_MIN", "10"},
                               {"SLURM_ARRAY_TASK_STEP", "2"}});
  ASSERT_TRUE(shard);
  EXPECT_EQ(shard->shard, (Shard{3, 3}));
}

TEST(AssignedShard, TasksOfAnArrayShareItsPart) {
  const auto shard = assigned({{"SLURM_ARRAY_TASK_ID", "1"},
                               {"SLURM_ARRAY_TASK_COUNT", "2"},
                               {"SLURM_PROCID", "3"},
                               {"SLURM_NTASKS", "4"}});
  ASSERT_TRUE(shard);
  EXPECT_EQ(shard->shard, (Shard{8, 8}));
}

TEST(AssignedShard, RefusesWhatCannotBeMeant) {
  EXPECT_THROW((void)assigned({{"JOB_COMPLETION_INDEX", "0"}}), UsageError);
  EXPECT_THROW((void)assigned({{"RANK", "3"}, {"WORLD_SIZE", "3"}}), UsageError);
  EXPECT_THROW((void)assigned({{"RANK", "one"}, {"WORLD_SIZE", "3"}}), UsageError);
}

}  // namespace
}  // namespace saa
