#include "guard.h"
#include "handles.h"
#include "view.h"

#include <memory>

using saa::c::given;
using saa::c::guarded;
using saa::c::guarded_value;

saa_status saa_context_compare(const saa_context* context, const saa_image* image,
                               saa_comparison** out) {
  return guarded([&] {
    saa::c::clear(out);
    const saa::Context& references = *given(context, "context").context;
    *out = new saa_comparison{references.compare(given(image, "image").picture.image)};
  });
}

saa_status saa_comparison_grid(const saa_comparison* comparison, saa_float_map* map) {
  return guarded(
      [&] { given(map, "map") = saa::c::view(given(comparison, "comparison").map.grid); });
}

double saa_comparison_image_score(const saa_comparison* comparison) {
  return guarded_value([&] { return given(comparison, "comparison").map.image_score; });
}

double saa_comparison_usual(const saa_comparison* comparison) {
  return guarded_value([&] { return given(comparison, "comparison").map.usual; });
}

uint64_t saa_comparison_references(const saa_comparison* comparison) {
  return guarded_value(
      [&] { return std::uint64_t{given(comparison, "comparison").map.references}; });
}

void saa_comparison_free(saa_comparison* comparison) { delete comparison; }
