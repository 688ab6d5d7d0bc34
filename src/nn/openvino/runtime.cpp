#include "nn/runtime.h"

#include "nn/openvino/graph.h"
#include "nn/openvino/host_op.h"
#include "nn/openvino/int8_weights.h"
#include "nn/openvino/model_cache.h"
#include "nn/openvino/network.h"
#include "nn/openvino/profile.h"

#include <algorithm>
#include <openvino/op/constant.hpp>
#include <openvino/runtime/core.hpp>
#include <openvino/runtime/properties.hpp>
#include <optional>
#include <saa/error.h>
#include <string>
#include <vector>

namespace saa::nn {
namespace {

constexpr const char* kDevice = "CPU";

/// Networks with more weights than this are compiled anew each time. Reading a compiled network
/// back, and making sure that it is whole and the right one, saves a third of a second at best
/// (measured: GroundingDINO 2.0 s afresh, 1.7 s from the cache; ViT-H 4.2 s and more) and keeps a
/// second copy of all weights on the disk.
constexpr std::size_t kMostCached = 64U << 20U;

std::size_t constant_bytes(const ov::Model& model) {
  std::size_t bytes = 0;
  for (const std::shared_ptr<ov::Node>& node : model.get_ops()) {
    const auto constant = ov::as_type_ptr<ov::op::v0::Constant>(node);
    if (constant) bytes += constant->get_byte_size();
  }
  return bytes;
}

/// OpenVINO turns all of a network into f16, but operators of ours answer in f32.
void expect_f16_form(const ov::Model& model) {
  for (const std::shared_ptr<ov::Node>& node : model.get_ops()) {
    if (ov::is_type<HostOpNode>(node)) {
      throw UnsupportedError("network " + model.get_friendly_name() +
                             " has operators without an f16 form; use the precision bf16, int8 or "
                             "f32");
    }
  }
}

class OpenVinoRuntime final : public Runtime {
 public:
  OpenVinoRuntime() { core_.add_extension(host_op_extension()); }

  std::shared_ptr<const Network> compile(std::string_view name,
                                         const std::function<void(Builder&)>& define,
                                         const CompileOptions& options) const override {
    OpenVinoBuilder builder;
    define(builder);
    const std::string network(name);
    try {
      const ov::AnyMap settings = settings_of(options);
      const std::shared_ptr<ov::Model> model = builder.model(network);
      if (options.precision == Precision::int8) quantise_weights(*model);
      if (options.precision == Precision::f16) expect_f16_form(*model);
      return std::make_shared<OpenVinoNetwork>(network, builder.inputs(), builder.outputs(),
                                               compiled(model, settings, options.cache));
    } catch (const ov::Exception& error) {
      throw UnsupportedError("network " + network + " could not be compiled: " + error.what());
    }
  }

 private:
  [[nodiscard]] LoadedModel compiled(const std::shared_ptr<ov::Model>& model,
                                     const ov::AnyMap& settings,
                                     const std::filesystem::path& folder) const {
    if (folder.empty() || constant_bytes(*model) > kMostCached)
      return {nullptr, core_.compile_model(model, kDevice, settings)};
    const ModelCache cache(core_, folder, model, settings);
    if (std::optional<LoadedModel> found = cache.load()) return *found;
    LoadedModel fresh{nullptr, core_.compile_model(model, kDevice, settings)};
    cache.store(fresh.model);
    return fresh;
  }

  [[nodiscard]] ov::AnyMap settings_of(const CompileOptions& options) const {
    ov::AnyMap settings = {
        // Left to itself, OpenVINO takes bf16 where the processor has it.
        ov::hint::inference_precision(element_type(options.precision)),
        ov::num_streams(options.parallel_runs),
        // Threads bound to cores would fight with every other network and process there.
        ov::hint::enable_cpu_pinning(false)};
    if (profile_wanted()) settings.insert(ov::enable_profiling(true));
    if (options.precision == Precision::int8)
      settings.insert(ov::hint::dynamic_quantization_group_size(kActivationGroup));
    if (options.threads > 0) settings.insert(ov::inference_num_threads(options.threads));
    return settings;
  }

  [[nodiscard]] ov::element::Type element_type(Precision precision) const {
    if (precision == Precision::f32) return ov::element::f32;
    if (precision == Precision::int8) {
      if (has_int8_products()) return ov::element::f32;  // of all that is not such a product
      throw UnsupportedError(
          "this processor has no products of 8-bit integers (VNNI), without which int8 would be "
          "slower; use the precision f32");
    }
    const bool brain = precision == Precision::bf16;
    const std::string wanted = brain ? "BF16" : "FP16";
    const auto known = core_.get_property(kDevice, ov::device::capabilities);
    if (std::ranges::find(known, wanted) == known.end()) {
      throw UnsupportedError("this processor has no " + wanted +
                             " arithmetic; use the precision f32");
    }
    return brain ? ov::element::bf16 : ov::element::f16;
  }

  mutable ov::Core core_;
};

}  // namespace

const Runtime& cpu_runtime() {
  static const OpenVinoRuntime runtime;
  return runtime;
}

}  // namespace saa::nn
