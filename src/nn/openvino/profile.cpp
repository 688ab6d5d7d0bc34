#include "nn/openvino/profile.h"

#include "core/log.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <vector>

namespace saa::nn {
namespace {

std::string_view setting() {
  const char* value = std::getenv("SAA_NN_PROFILE");
  return value == nullptr ? std::string_view() : value;
}

}  // namespace

bool profile_wanted() { return !setting().empty(); }

void Profile::add(const ov::InferRequest& request) {
  const std::scoped_lock lock(mutex_);
  ++runs_;
  for (const ov::ProfilingInfo& node : request.get_profiling_info()) {
    const double milliseconds = double(node.real_time.count()) / 1000.0;
    if (milliseconds <= 0) continue;
    for (Time* time : {&kinds_[node.node_type + ", " + node.exec_type],
                       &nodes_[node.node_type + " " + node.node_name]}) {
      time->milliseconds += milliseconds;
      ++time->nodes;
    }
  }
}

void Profile::log(const std::map<std::string, Time>& times, std::string_view what) const {
  constexpr std::size_t kRows = 25;
  double total = 0;
  for (const auto& [name, time] : times) total += time.milliseconds;
  std::vector<std::pair<std::string, Time>> rows(times.begin(), times.end());
  std::ranges::sort(rows, std::greater{}, [](const auto& row) { return row.second.milliseconds; });
  rows.resize(std::min(rows.size(), kRows));
  const auto runs = static_cast<double>(runs_);
  spdlog::info("{}, {} runs, {:.1f} ms a run", network_, runs_, total / runs);
  spdlog::info("| {} | count | ms | share |", what);
  spdlog::info("| --- | --- | --- | --- |");
  for (const auto& [name, time] : rows) {
    spdlog::info("| {} | {} | {:.1f} | {:.1f} % |", name, time.nodes / runs_,
                 time.milliseconds / runs, 100.0 * time.milliseconds / total);
  }
}

Profile::~Profile() {
  if (runs_ == 0) return;
  log(kinds_, "kind, implementation");
  if (setting() == "nodes") log(nodes_, "node");
}

}  // namespace saa::nn
