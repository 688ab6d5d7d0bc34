#include "guard.h"
#include "handles.h"
#include "versioned.h"

#include <atomic>
#include <span>
#include <utility>

namespace {

using saa::c::clear;
using saa::c::enumerator;
using saa::c::given;
using saa::c::guarded;
using saa::c::guarded_value;
using saa::c::text_or_empty;

static_assert(SAA_NEIGHBOUR_NETWORK_CLIP_VITL14_336 ==
              static_cast<int>(saa::NeighbourNetwork::clip_vitl14_336));

saa_context_options default_options() {
  const saa::ContextOptions defaults;
  saa_context_options options{};
  options.struct_size = sizeof options;
  options.size = defaults.size;
  options.keep = defaults.keep;
  return options;
}

std::vector<int> neighbourhoods_of(const saa_context_options& theirs) {
  if (theirs.neighbourhood_count == 0) return {};
  const std::span sides(&given(theirs.neighbourhoods, "neighbourhoods"),
                        theirs.neighbourhood_count);
  return {sides.begin(), sides.end()};
}

saa::ContextOptions context_options(const saa_context_options& theirs) {
  return {.network = enumerator(theirs.network, saa::NeighbourNetwork::clip_vitl14_336, "network"),
          .side = theirs.side,
          .size = theirs.size,
          .seed = theirs.seed,
          .keep = theirs.keep,
          .neighbourhoods = neighbourhoods_of(theirs)};
}

saa::ContextMachine machine_of(const saa_context_options& theirs) {
  return {.models = text_or_empty(theirs.models),
          .cache = text_or_empty(theirs.cache),
          .threads = theirs.threads,
          .precision = enumerator(theirs.precision, saa::Precision::int8, "precision")};
}

saa::Context::Progress progress_of(const saa_context_options& theirs) {
  if (theirs.on_progress == nullptr) return {};
  return [tell = theirs.on_progress, context = theirs.on_progress_context](
             std::size_t done, std::size_t all) { tell(done, all, context); };
}

const std::atomic<bool>* stop_of(const saa_context_options& theirs) {
  return theirs.cancel != nullptr ? &theirs.cancel->asked : nullptr;
}

std::vector<std::filesystem::path> paths_of(const char* const* paths, std::size_t count) {
  std::vector<std::filesystem::path> files;
  if (count == 0) return files;
  files.reserve(count);
  for (const char* path : std::span(&given(paths, "paths"), count))
    files.emplace_back(&given(path, "one of paths"));
  return files;
}

saa_context* handle_of(saa::Context context) {
  const auto shared = std::make_shared<const saa::Context>(std::move(context));
  return new saa_context{shared, shared->references(), shared->notices()};
}

const char* item(const std::vector<std::string>& items, std::size_t index, const char* what) {
  if (index < items.size()) return items[index].c_str();
  throw saa::UsageError("index is " + std::to_string(index) + "; the context has " +
                        std::to_string(items.size()) + " " + what);
}

}  // namespace

saa_status saa_context_options_init(saa_context_options* options, size_t struct_size) {
  return guarded(
      [&] { saa::c::initialise(default_options(), given(options, "options"), struct_size); });
}

saa_status saa_context_build(const char* const* paths, size_t count,
                             const saa_context_options* options, saa_context** out) {
  return guarded([&] {
    clear(out);
    const saa_context_options chosen = saa::c::known(options, default_options());
    *out = handle_of(saa::Context::build(paths_of(paths, count), context_options(chosen),
                                         machine_of(chosen), progress_of(chosen), stop_of(chosen)));
  });
}

saa_status saa_context_open(const char* path, const saa_context_options* options,
                            saa_context** out) {
  return guarded([&] {
    clear(out);
    const saa_context_options chosen = saa::c::known(options, default_options());
    *out = handle_of(saa::Context::open(&given(path, "path"), machine_of(chosen)));
  });
}

saa_status saa_context_save(const saa_context* context, const char* path) {
  return guarded([&] { given(context, "context").context->save(&given(path, "path")); });
}

size_t saa_context_reference_count(const saa_context* context) {
  return guarded_value([&] { return given(context, "context").references.size(); });
}

const char* saa_context_reference(const saa_context* context, size_t index) {
  return guarded_value(
      [&] { return item(given(context, "context").references, index, "references"); });
}

size_t saa_context_notice_count(const saa_context* context) {
  return guarded_value([&] { return given(context, "context").notices.size(); });
}

const char* saa_context_notice(const saa_context* context, size_t index) {
  return guarded_value([&] { return item(given(context, "context").notices, index, "notices"); });
}

void saa_context_free(saa_context* context) { delete context; }
