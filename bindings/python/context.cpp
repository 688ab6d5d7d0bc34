#include "choice.h"
#include "errors.h"
#include "interruptible.h"
#include "module.h"
#include "pipeline/neighbours/context_machine.h"
#include "prediction/prediction.h"
#include "progress_call.h"

#include <memory>
#include <nanobind/ndarray.h>
#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>
#include <saa/context.h>

namespace nb = nanobind;
using namespace nb::literals;

namespace saa::python {
namespace {

namespace fs = std::filesystem;
using GridArray = nb::ndarray<nb::numpy, const float, nb::ndim<2>, nb::c_contig>;

const std::array<std::string, 5> kNetworks = {"automatic", "efficientnet-lite0", "wide-resnet50",
                                              "dinov2-vitl14", "clip-vitl14-336"};

std::shared_ptr<Context> build(const std::vector<fs::path>& pictures,
                               const SegmenterOptions& machine, const std::string& network,
                               int side, std::size_t size, std::uint64_t seed, double keep,
                               const std::vector<int>& neighbourhoods, const nb::object& progress,
                               const Cancel* cancel) {
  const ContextOptions options{.network = choice<NeighbourNetwork>("network", network, kNetworks),
                               .side = side,
                               .size = size,
                               .seed = seed,
                               .keep = keep,
                               .neighbourhoods = neighbourhoods};
  return run_interruptibly(
      [&](std::atomic<bool>& stop) {
        ProgressCall call(progress, stop, cancel);
        return call.guard([&] {
          return std::make_shared<Context>(Context::build(
              pictures, options, context_machine(machine),
              [&](std::size_t done, std::size_t all) { call.tell(done, all); }, &stop));
        });
      },
      cancel);
}

std::shared_ptr<Context> open(const fs::path& file, const SegmenterOptions& machine) {
  const nb::gil_scoped_release unlocked;
  return read_existing(file, [&](const fs::path& found) {
    return std::make_shared<Context>(Context::open(found, context_machine(machine)));
  });
}

NeighbourMap compare(const Context& context, const bindings::Picture& picture) {
  return run_interruptibly([&](std::atomic<bool>&) { return context.compare(picture.image); },
                           nullptr);
}

GridArray grid_of(nb::handle_t<NeighbourMap> self) {
  const FloatMap& grid = nb::cast<const NeighbourMap&>(self).grid;
  return {grid.values.data(), {std::size_t(grid.height), std::size_t(grid.width)}, self};
}

}  // namespace

void bind_context(nb::module_& module) {
  nb::class_<NeighbourMap>(module, "NeighbourMap", "What the neighbours say of a picture.")
      .def_prop_ro("grid", grid_of,
                   "float32: how far from its counterparts each place is; at least 0.")
      .def_ro("image_score", &NeighbourMap::image_score,
              "The whole picture's, re-scored by the pictures most like it.")
      .def_ro("usual", &NeighbourMap::usual,
              "How far the oddest place of a usual picture is from its counterparts.")
      .def_ro("references", &NeighbourMap::references, "That it was compared with.");
  nb::class_<Context>(module, "NativeContext")
      .def_static("build", build, "pictures"_a, "machine"_a, nb::kw_only(), "network"_a, "side"_a,
                  "size"_a, "seed"_a, "keep"_a, "neighbourhoods"_a, "progress"_a.none(),
                  "cancel"_a.none())
      .def_static("open", open, "file"_a, "machine"_a)
      .def("save", &Context::save, "file"_a, nb::call_guard<nb::gil_scoped_release>())
      .def("compare", compare, "picture"_a)
      .def_prop_ro("network",
                   [](const Context& c) { return neighbour_network_name(c.options().network); })
      .def_prop_ro("references", &Context::references)
      .def_prop_ro("notices", &Context::notices)
      .def_prop_ro("sha256", &Context::sha256)
      .def_prop_ro("weights", &Context::weights)
      .def_prop_ro("bytes", &Context::bytes);
}

}  // namespace saa::python
