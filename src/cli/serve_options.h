// The options of `saa serve`.
#pragma once

#include "cli/profile_options.h"
#include "serving/http/http_server.h"
#include "serving/prediction_service.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <optional>
#include <saa/segmenter.h>

namespace saa::cli {

struct ServeArguments {
  serving::HttpSettings http;
  serving::ServiceSettings service;
  std::optional<int> grpc_port;  ///< unset: no gRPC; 0: any that is free
  std::filesystem::path token_file;
  std::filesystem::path context;  ///< of 'saa context build'; empty: no neighbour prompt
  ProfileOptions profile;
  SegmenterOptions segmenter;
  PredictOptions predict;  ///< what --method says of the preset; the rest comes with requests
  int workers = 0;         ///< 0: as the engine suggests
};

/// Adds every option, in groups, with examples.
void add_serve_options(CLI::App& app, ServeArguments& arguments);

}  // namespace saa::cli
