// Where a network's time goes, asked for by the environment variable SAA_NN_PROFILE.
#pragma once

#include <map>
#include <mutex>
#include <openvino/runtime/infer_request.hpp>
#include <string>
#include <utility>

namespace saa::nn {

/// Whether networks compiled from now on keep a profile: SAA_NN_PROFILE is set and not empty.
[[nodiscard]] bool profile_wanted();

/// Adds up the runs of one network and logs, when it ends, the kinds of nodes by their share of the
/// time; with SAA_NN_PROFILE=nodes also the single nodes. Thread-safe.
class Profile {
 public:
  explicit Profile(std::string network) : network_(std::move(network)) {}
  ~Profile();
  Profile(const Profile&) = delete;
  Profile& operator=(const Profile&) = delete;

  /// @param request has just run
  void add(const ov::InferRequest& request);

 private:
  struct Time {
    double milliseconds = 0;
    std::size_t nodes = 0;
  };
  void log(const std::map<std::string, Time>& times, std::string_view what) const;

  std::string network_;
  std::mutex mutex_;
  std::size_t runs_ = 0;
  std::map<std::string, Time> kinds_;
  std::map<std::string, Time> nodes_;
};

}  // namespace saa::nn
