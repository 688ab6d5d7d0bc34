#include "evaluation/prompt_bench/greedy_search.h"

#include <gmock/gmock.h>
#include <map>
#include <set>

namespace saa {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::Pointwise;

constexpr double kRounding = 1e-12;  // sums of a few decimal fractions

/// Scores by set, for searches over few phrases. Fails for a set that is asked for twice.
class Table {
 public:
  explicit Table(std::map<PhraseSet, double> scores) : scores_(std::move(scores)) {}

  GreedySearch search(std::size_t phrases) {
    return search_greedily(phrases, [this](std::span<const PhraseSet> sets) {
      std::vector<double> scores;
      for (const PhraseSet& set : sets) {
        EXPECT_TRUE(asked_.insert(set).second);
        scores.push_back(scores_.at(set));
      }
      return scores;
    });
  }

 private:
  std::map<PhraseSet, double> scores_;
  std::set<PhraseSet> asked_;
};

TEST(SearchGreedily, AddsWhatHelpsMostUntilNothingDoes) {
  Table table(
      {{{0}, 0.2}, {{1}, 0.5}, {{2}, 0.4}, {{0, 1}, 0.6}, {{1, 2}, 0.55}, {{0, 1, 2}, 0.58}});
  const GreedySearch search = table.search(3);
  EXPECT_THAT(search.added, ElementsAre(1, 0));
  EXPECT_THAT(search.alone, ElementsAre(0.2, 0.5, 0.4));
  EXPECT_THAT(search.gains, Pointwise(DoubleNear(kRounding), {0.1, 0.5, -0.02}));
  EXPECT_EQ(search.best, 0.6);
  EXPECT_EQ(search.sets, 6U);
}

TEST(SearchGreedily, TakesAllIfAllHelp) {
  Table table({{{0}, 0.3}, {{1}, 0.2}, {{0, 1}, 0.4}});
  const GreedySearch search = table.search(2);
  EXPECT_THAT(search.added, ElementsAre(0, 1));
  EXPECT_THAT(search.gains, Pointwise(DoubleNear(kRounding), {0.3, 0.1}));
}

TEST(SearchGreedily, TakesTheFirstOfEqualsAndNothingThatDoesNotHelp) {
  Table table({{{0}, 0.3}, {{1}, 0.3}, {{0, 1}, 0.3}});
  const GreedySearch search = table.search(2);
  EXPECT_THAT(search.added, ElementsAre(0));
  EXPECT_THAT(search.gains, ElementsAre(0.3, 0.0));
}

TEST(SearchGreedily, TakesOneEvenIfNoneFindsAnything) {
  Table table({{{0}, 0.0}, {{1}, 0.0}, {{0, 1}, 0.0}});
  EXPECT_THAT(table.search(2).added, ElementsAre(0));
}

}  // namespace
}  // namespace saa
