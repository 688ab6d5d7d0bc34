#include "baselines/winclip/variants.h"

#include <array>

namespace saa::baselines {
namespace {

constexpr std::string_view kEpoch31 = "vit_b_16_plus_240-laion400m_e31-8fb26589.pt";
constexpr std::string_view kEpoch32 = "vit_b_16_plus_240-laion400m_e32-699c4b84.pt";

constexpr std::array<WinClipForm, 3> kForms = {{
    {.name = "anomalib", .temperature = 0.07, .checkpoint = kEpoch31},
    {.name = "caoyunkang",
     .temperature = 0.01,
     .templates = CaptionTemplates::complete,
     .averaged = Averaged::normal,
     .image_level = false,
     .resized_first = 1024,
     .map_side = 400,
     .checkpoint = kEpoch32},
    {.name = "zqhang", .temperature = 0.07, .checkpoint = kEpoch31},
}};

}  // namespace

std::span<const WinClipForm> winclip_forms() { return kForms; }

}  // namespace saa::baselines
