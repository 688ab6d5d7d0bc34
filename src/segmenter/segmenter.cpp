#include "segmenter/make_method.h"

#include <saa/segmenter.h>
#include <string>
#include <utility>

namespace saa {
class Segmenter::Impl {
 public:
  explicit Impl(SegmenterOptions chosen)
      : options(std::move(chosen)), method(make_method(options)) {}

  SegmenterOptions options;
  std::unique_ptr<const AnomalyMethod> method;
};

Segmenter::Segmenter(SegmenterOptions options)
    : impl_(std::make_unique<Impl>(std::move(options))) {}
Segmenter::~Segmenter() = default;
Segmenter::Segmenter(Segmenter&&) noexcept = default;
Segmenter& Segmenter::operator=(Segmenter&&) noexcept = default;

Result Segmenter::predict(const Image& image, const Profile& profile,
                          const PredictOptions& options) const {
  return impl_->method->predict(image, profile, options);
}

const SegmenterOptions& Segmenter::options() const { return impl_->options; }
std::string Segmenter::engine() const { return impl_->method->facts().engine; }
std::string Segmenter::engine_notice() const { return impl_->method->facts().notice; }
std::vector<WeightsFile> Segmenter::weights() const { return impl_->method->facts().weights; }

}  // namespace saa
