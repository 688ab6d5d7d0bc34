// nn::Network that OpenVINO runs.
#pragma once

#include "nn/network.h"
#include "nn/openvino/profile.h"
#include "nn/openvino/request_pool.h"

#include <memory>
#include <openvino/runtime/compiled_model.hpp>
#include <string>

namespace saa::nn {

class OpenVinoNetwork final : public Network {
 public:
  OpenVinoNetwork(std::string name, std::vector<std::string> inputs,
                  std::vector<std::string> outputs, const LoadedModel& loaded);

  const std::vector<std::string>& inputs() const override { return inputs_; }
  const std::vector<std::string>& outputs() const override { return outputs_; }
  std::vector<Tensor> run(std::span<const Tensor> inputs) const override;

 private:
  void bind_inputs(ov::InferRequest& request, std::span<const Tensor> inputs) const;
  void infer(ov::InferRequest& request) const;

  std::string name_;
  std::unique_ptr<Profile> profile_;  ///< null unless wanted
  std::vector<std::string> inputs_;
  std::vector<std::string> outputs_;
  mutable RequestPool requests_;
  ov::CompiledModel model_;  ///< goes before the pool, which keeps its memory
};

}  // namespace saa::nn
