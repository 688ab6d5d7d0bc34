#include "guard.h"
#include "handles.h"
#include "output/explain_fate.h"
#include "versioned.h"

#include <cmath>
#include <limits>
#include <memory>

namespace {

using saa::c::given;
using saa::c::guarded;

static_assert(SAA_PRESET_SAA == static_cast<int>(saa::Preset::saa));

saa_predict_options default_options() {
  return {.struct_size = sizeof(saa_predict_options),
          .preset = SAA_PRESET_PAPER,
          .class_agnostic = 1,
          .class_specific = 1,
          .property = 1,
          .saliency = 1,
          .confidence = 1,
          .threshold = std::numeric_limits<double>::quiet_NaN(),
          .cancel = nullptr,
          .on_stage = nullptr,
          .on_stage_context = nullptr,
          .context = nullptr,
          .neighbours = 1,
          .reserved = 0};
}

saa::PredictOptions predict_options(const saa_predict_options& theirs) {
  saa::PredictOptions options;
  options.preset = saa::c::enumerator(theirs.preset, saa::Preset::saa, "preset");
  options.prompts.class_agnostic = theirs.class_agnostic != 0;
  options.prompts.class_specific = theirs.class_specific != 0;
  options.prompts.property = theirs.property != 0;
  options.prompts.saliency = theirs.saliency != 0;
  options.prompts.neighbours = theirs.neighbours != 0;
  options.prompts.confidence = theirs.confidence != 0;
  if (!std::isnan(theirs.threshold)) options.threshold = theirs.threshold;
  if (theirs.context != nullptr) options.context = theirs.context->context;
  if (theirs.cancel != nullptr) options.cancel = &theirs.cancel->asked;
  if (theirs.on_stage != nullptr) {
    options.on_stage = [tell = theirs.on_stage, context = theirs.on_stage_context](
                           const char* stage) { tell(stage, context); };
  }
  return options;
}

std::vector<std::string> explanations(const saa::Result& result) {
  std::vector<std::string> texts;
  texts.reserve(result.regions.size());
  for (const saa::Region& region : result.regions) texts.push_back(saa::explain(region.fate));
  return texts;
}

}  // namespace

saa_status saa_cancel_new(saa_cancel** out) {
  return guarded([&] {
    saa::c::clear(out);
    *out = new saa_cancel;
  });
}

void saa_cancel_request(saa_cancel* cancel) {
  if (cancel != nullptr) cancel->asked = true;
}

void saa_cancel_reset(saa_cancel* cancel) {
  if (cancel != nullptr) cancel->asked = false;
}

void saa_cancel_free(saa_cancel* cancel) { delete cancel; }

saa_status saa_predict_options_init(saa_predict_options* options, size_t struct_size) {
  return guarded(
      [&] { saa::c::initialise(default_options(), given(options, "options"), struct_size); });
}

saa_status saa_predict(const saa_segmenter* segmenter, const saa_image* image,
                       const saa_profile* profile, const saa_predict_options* options,
                       saa_result** out) {
  return guarded([&] {
    saa::c::clear(out);
    const saa::PredictOptions chosen = predict_options(saa::c::known(options, default_options()));
    auto result = std::make_unique<saa_result>();
    result->prediction = saa::bindings::predict(
        given(segmenter, "segmenter").segmenter, given(image, "image").picture,
        profile != nullptr ? profile->profile : saa::Profile{}, chosen);
    result->explanations = explanations(result->prediction.result);
    *out = result.release();
  });
}

void saa_result_free(saa_result* result) { delete result; }
