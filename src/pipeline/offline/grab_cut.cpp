#include "pipeline/offline/grab_cut.h"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

namespace saa::offline {
namespace {

/// OpenCV starts its clusters at random, from a generator that belongs to the thread: seeded here,
/// so that an image's answer does not depend on what the thread did before, and put back after.
class FixedSeed {
 public:
  FixedSeed() : before_(cv::theRNG()) { cv::theRNG() = cv::RNG(kSeed); }
  ~FixedSeed() { cv::theRNG() = before_; }
  FixedSeed(const FixedSeed&) = delete;
  FixedSeed& operator=(const FixedSeed&) = delete;

 private:
  static constexpr std::uint64_t kSeed = 0;
  cv::RNG before_;
};

}  // namespace

cv::Mat foreground_of(const cv::Mat& labels) { return (labels & 1) != 0; }

bool grab_cut(const cv::Mat& picture, cv::Mat& labels, int iterations) {
  const int foreground = cv::countNonZero(labels & 1);
  if (foreground == 0 || foreground == static_cast<int>(labels.total())) return false;
  const FixedSeed seed;
  cv::Mat background_model;
  cv::Mat foreground_model;
  try {
    cv::grabCut(picture, labels, {}, background_model, foreground_model, iterations,
                cv::GC_INIT_WITH_MASK);
  } catch (const cv::Exception&) {
    return false;  // a colour model degenerated (its covariance has no inverse)
  }
  return true;
}

}  // namespace saa::offline
