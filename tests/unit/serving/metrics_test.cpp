#include "serving/metrics.h"

#include <gtest/gtest.h>
#include <string>
#include <thread>
#include <vector>

namespace saa::serving {
namespace {

TEST(Metrics, WritesFamiliesSortedWithTheirFirstHelpAndKind) {
  Metrics metrics;
  metrics.set_gauge("b_depth", "How deep.", {}, 2.5);
  metrics.count("a_total", "How many.", {{"reason", "full"}});
  metrics.count("a_total", "Other words.", {{"reason", "full"}}, 2);
  metrics.count("a_total", "Other words.", {{"reason", "late"}});
  EXPECT_EQ(metrics.text(),
            "# HELP a_total How many.\n"
            "# TYPE a_total counter\n"
            "a_total{reason=\"full\"} 3\n"
            "a_total{reason=\"late\"} 1\n"
            "# HELP b_depth How deep.\n"
            "# TYPE b_depth gauge\n"
            "b_depth 2.5\n");
}

TEST(Metrics, EscapesValuesOfLabels) {
  Metrics metrics;
  metrics.count("a_total", "All.", {{"x", "quote\" slash\\ line\n."}, {"y", "z"}});
  EXPECT_NE(metrics.text().find("a_total{x=\"quote\\\" slash\\\\ line\\n.\",y=\"z\"} 1\n"),
            std::string::npos)
      << metrics.text();
}

TEST(Metrics, SettingReplacesWhatWasThere) {
  Metrics metrics;
  metrics.set_counter("hits_total", "Hits.", {}, 7);
  metrics.set_counter("hits_total", "Hits.", {}, 9);
  EXPECT_NE(metrics.text().find("\nhits_total 9\n"), std::string::npos) << metrics.text();
  EXPECT_EQ(metrics.text().find("hits_total 7"), std::string::npos);
}

TEST(Metrics, HistogramsCountUpToAndWithEachBound) {
  Metrics metrics;
  for (const double seconds : {0.005, 0.3, 100.0})
    metrics.observe("t_seconds", "Time.", {{"stage", "read"}}, seconds);
  const std::string text = metrics.text();
  for (const char* line : {"t_seconds_bucket{stage=\"read\",le=\"0.005\"} 1\n",
                           "t_seconds_bucket{stage=\"read\",le=\"0.25\"} 1\n",
                           "t_seconds_bucket{stage=\"read\",le=\"0.5\"} 2\n",
                           "t_seconds_bucket{stage=\"read\",le=\"60\"} 2\n",
                           "t_seconds_bucket{stage=\"read\",le=\"+Inf\"} 3\n",
                           "t_seconds_sum{stage=\"read\"} 100.305\n",
                           "t_seconds_count{stage=\"read\"} 3\n", "# TYPE t_seconds histogram\n"})
    EXPECT_NE(text.find(line), std::string::npos) << line << text;
}

TEST(Metrics, HistogramsWithoutLabelsHaveNoEmptyBraces) {
  Metrics metrics;
  metrics.observe("t_seconds", "Time.", {}, 1);
  const std::string text = metrics.text();
  EXPECT_NE(text.find("t_seconds_bucket{le=\"1\"} 1\n"), std::string::npos) << text;
  EXPECT_NE(text.find("\nt_seconds_sum 1\n"), std::string::npos) << text;
}

TEST(Metrics, LosesNothingBetweenThreads) {
  constexpr int kThreads = 4;
  constexpr int kEach = 1000;
  Metrics metrics;
  std::vector<std::jthread> threads;
  for (int i = 0; i < kThreads; ++i)
    threads.emplace_back([&metrics] {
      for (int n = 0; n < kEach; ++n) metrics.count("a_total", "All.");
    });
  threads.clear();
  EXPECT_NE(metrics.text().find("\na_total 4000\n"), std::string::npos) << metrics.text();
}

}  // namespace
}  // namespace saa::serving
