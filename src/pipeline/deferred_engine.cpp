#include "pipeline/deferred_engine.h"

#include <algorithm>
#include <memory>
#include <mutex>
#include <optional>
#include <saa/error.h>
#include <string>
#include <utility>

namespace saa {
namespace {

std::string describe(const MethodFacts& facts) {
  std::string text = facts.engine;
  for (const WeightsFile& weights : facts.weights)
    text += ", " + weights.network + " " + weights.sha256.substr(0, 8);
  return text;
}

/// Where the files lie makes no difference, and neither does their order.
bool same_networks(const MethodFacts& a, const MethodFacts& b) {
  const auto same = [](const WeightsFile& x, const WeightsFile& y) {
    return x.network == y.network && x.sha256 == y.sha256;
  };
  return a.engine == b.engine && std::ranges::is_permutation(a.weights, b.weights, same);
}

/// The engine, once it is needed.
class LateEngine {
 public:
  LateEngine(MethodFacts facts, std::function<EngineParts()> load)
      : facts_(std::move(facts)), load_(std::move(load)) {}

  const MethodFacts& facts() const { return facts_; }

  const EngineParts& parts() {
    const std::scoped_lock lock(mutex_);
    if (!parts_) {
      EngineParts loaded = load_();
      if (!same_networks(loaded.facts, facts_)) {
        throw WeightsError("what is on record was made by " + describe(facts_) +
                           "; the networks here are " + describe(loaded.facts) +
                           ": use the same weights, or another folder for the results");
      }
      parts_ = std::move(loaded);
    }
    return *parts_;
  }

 private:
  MethodFacts facts_;
  std::function<EngineParts()> load_;
  std::mutex mutex_;
  std::optional<EngineParts> parts_;
};

class LateGenerator final : public Generator {
 public:
  explicit LateGenerator(std::shared_ptr<LateEngine> engine) : engine_(std::move(engine)) {}
  [[nodiscard]] bool reads_text() const override { return engine_->facts().reads_text; }
  [[nodiscard]] std::unique_ptr<GeneratorPass> begin(const Image& image,
                                                     int object_count) const override {
    return engine_->parts().generator->begin(image, object_count);
  }

 private:
  std::shared_ptr<LateEngine> engine_;
};

class LateRefiner final : public Refiner {
 public:
  explicit LateRefiner(std::shared_ptr<LateEngine> engine) : engine_(std::move(engine)) {}
  [[nodiscard]] std::unique_ptr<RefinerPass> begin(const Image& image,
                                                   ChannelOrder order) const override {
    return engine_->parts().refiner->begin(image, order);
  }

 private:
  std::shared_ptr<LateEngine> engine_;
};

class LateSaliency final : public SaliencyExtractor {
 public:
  explicit LateSaliency(std::shared_ptr<LateEngine> engine) : engine_(std::move(engine)) {}
  [[nodiscard]] FeatureGrid features(const Image& image, int side,
                                     ChannelOrder order) const override {
    return engine_->parts().saliency->features(image, side, order);
  }

 private:
  std::shared_ptr<LateEngine> engine_;
};

}  // namespace

EngineParts deferred_engine(MethodFacts facts, std::function<EngineParts()> load) {
  EngineParts parts;
  parts.facts = facts;
  const auto engine = std::make_shared<LateEngine>(std::move(facts), std::move(load));
  parts.generator = std::make_unique<LateGenerator>(engine);
  parts.refiner = std::make_unique<LateRefiner>(engine);
  parts.saliency = std::make_shared<LateSaliency>(engine);
  return parts;
}

}  // namespace saa
