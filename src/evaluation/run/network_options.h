// What a run's folder knows of the networks whose answers it holds.
#pragma once

#include "output/json.h"
#include "pipeline/method.h"

#include <filesystem>
#include <saa/segmenter.h>
#include <string>

namespace saa {

/// The options that decide what the networks say.
[[nodiscard]] Json network_options_json(const SegmenterOptions& options);

/// Everything of `facts`, for read_method_facts().
[[nodiscard]] Json method_facts_json(const MethodFacts& facts);
/// @throws nlohmann::json::exception if `json` is not of method_facts_json.
[[nodiscard]] MethodFacts read_method_facts(const Json& json, Method method);

/// `options` with the engine that was chosen in place of Engine::automatic.
[[nodiscard]] SegmenterOptions with_engine(SegmenterOptions options, const MethodFacts& facts);

/// `options` as they go on with what is on record: what they leave to chance is as it was.
/// @param recorded by network_options_json.
/// @throws InputError if they ask for something else than what is on record.
[[nodiscard]] SegmenterOptions continue_with(SegmenterOptions options, const Json& recorded,
                                             const std::filesystem::path& folder);

/// A digest of all that decides what the networks say of an image.
[[nodiscard]] std::string networks_sha256(const SegmenterOptions& options,
                                          const MethodFacts& facts);

}  // namespace saa
