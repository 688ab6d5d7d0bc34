#include "pipeline/remembering_generator.h"

#include "pipeline/image_key.h"
#include "pipeline/part_bytes.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace saa {
namespace {

using Proposals = std::vector<Proposal>;

class RememberingPass final : public GeneratorPass {
 public:
  RememberingPass(const Generator& generator, LruCache& memory, const Image& image,
                  int object_count)
      : generator_(generator),
        memory_(memory),
        image_(image),
        object_count_(object_count),
        key_(image_key(image) + " " + std::to_string(object_count)) {}

  Proposals propose(const Prompt& prompt) override {
    return remembered("boxes " + key_ + " " + prompt.text,
                      [&](GeneratorPass& pass) { return pass.propose(prompt); });
  }

  Proposals find_objects(const std::string& object) override {
    return remembered("objects " + key_ + " " + object,
                      [&](GeneratorPass& pass) { return pass.find_objects(object); });
  }

 private:
  Proposals remembered(const std::string& key,
                       const std::function<Proposals(GeneratorPass&)>& look) {
    const auto make = [&] {
      if (!pass_) pass_ = generator_.begin(image_, object_count_);
      return look(*pass_);
    };
    return *memory_.find_or_keep<Proposals>(key, make,
                                            [](const Proposals& found) { return bytes_of(found); });
  }

  const Generator& generator_;
  LruCache& memory_;
  const Image& image_;
  int object_count_;
  std::string key_;
  std::unique_ptr<GeneratorPass> pass_;  ///< begun when there is something new to find
};

}  // namespace

RememberingGenerator::RememberingGenerator(std::unique_ptr<const Generator> generator,
                                           std::shared_ptr<LruCache> memory)
    : generator_(std::move(generator)), memory_(std::move(memory)) {}

std::unique_ptr<GeneratorPass> RememberingGenerator::begin(const Image& image,
                                                           int object_count) const {
  return std::make_unique<RememberingPass>(*generator_, *memory_, image, object_count);
}

}  // namespace saa
