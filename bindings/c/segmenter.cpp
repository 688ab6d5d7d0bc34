#include "guard.h"
#include "handles.h"
#include "versioned.h"

#include <utility>

namespace {

using saa::c::enumerator;
using saa::c::given;
using saa::c::guarded;
using saa::c::guarded_value;
using saa::c::text_or_empty;

static_assert(SAA_METHOD_NEIGHBOURS == static_cast<int>(saa::Method::neighbours));
static_assert(SAA_ENGINE_OFFLINE == static_cast<int>(saa::Engine::offline));
static_assert(SAA_PRECISION_INT8 == static_cast<int>(saa::Precision::int8));
static_assert(SAA_DETECTOR_SWIN_B == static_cast<int>(saa::DetectorNetwork::swin_b));
static_assert(SAA_REFINER_MOBILE_SAM == static_cast<int>(saa::RefinerNetwork::mobile_sam));

saa_segmenter_options default_options() {
  const saa::SegmenterOptions defaults;
  saa_segmenter_options options{};
  options.struct_size = sizeof options;
  options.detector_size = defaults.detector_size;
  options.memory_bytes = defaults.memory_bytes;
  return options;
}

saa::SegmenterOptions segmenter_options(const saa_segmenter_options& theirs) {
  saa::SegmenterOptions options;
  options.method = enumerator(theirs.method, saa::Method::neighbours, "method");
  options.engine = enumerator(theirs.engine, saa::Engine::offline, "engine");
  options.precision = enumerator(theirs.precision, saa::Precision::int8, "precision");
  options.detector = enumerator(theirs.detector, saa::DetectorNetwork::swin_b, "detector");
  options.refiner = enumerator(theirs.refiner, saa::RefinerNetwork::mobile_sam, "refiner");
  options.detector_size = theirs.detector_size;
  options.threads = theirs.threads;
  options.method_variant = text_or_empty(theirs.method_variant);
  options.models = text_or_empty(theirs.models);
  options.cache = text_or_empty(theirs.cache);
  options.memory_bytes = theirs.memory_bytes;
  return options;
}

}  // namespace

saa_status saa_segmenter_options_init(saa_segmenter_options* options, size_t struct_size) {
  return guarded(
      [&] { saa::c::initialise(default_options(), given(options, "options"), struct_size); });
}

saa_status saa_segmenter_new(const saa_segmenter_options* options, saa_segmenter** out) {
  return guarded([&] {
    saa::c::clear(out);
    saa::Segmenter segmenter(segmenter_options(saa::c::known(options, default_options())));
    std::string engine = segmenter.engine();
    std::string notice = segmenter.engine_notice();
    *out = new saa_segmenter{std::move(segmenter), std::move(engine), std::move(notice)};
  });
}

const char* saa_segmenter_engine(const saa_segmenter* segmenter) {
  return guarded_value([&] { return given(segmenter, "segmenter").engine.c_str(); });
}

const char* saa_segmenter_engine_notice(const saa_segmenter* segmenter) {
  return guarded_value([&] { return given(segmenter, "segmenter").engine_notice.c_str(); });
}

void saa_segmenter_free(saa_segmenter* segmenter) { delete segmenter; }
