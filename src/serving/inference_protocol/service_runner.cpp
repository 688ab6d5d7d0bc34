#include "serving/inference_protocol/service_runner.h"

#include "core/sha256.h"

#include <fmt/format.h>
#include <saa/error.h>
#include <span>

namespace saa::serving {
namespace {

using std::chrono::milliseconds;

[[noreturn]] void too_many_pixels(const ReadLimits& limits) {
  throw InputError(fmt::format(
      "the images of one request may have {} pixels together (--max-pixels); send fewer at a time",
      limits.max_pixels));
}

/// Of the images that came decoded; the others' are known when they are.
void check_pixels(std::span<const ModelImage> images, const ReadLimits& limits) {
  std::int64_t pixels = 0;
  for (const ModelImage& image : images) {
    if (const auto* decoded = std::get_if<Image>(&image))
      pixels += static_cast<std::int64_t>(decoded->pixels());
  }
  if (pixels > limits.max_pixels) too_many_pixels(limits);
}

void set_image(PredictRequest& request, ModelImage image) {
  if (auto* file = std::get_if<EncodedImage>(&image)) {
    request.encoded = std::make_shared<const EncodedImage>(std::move(*file));
    return;
  }
  auto& decoded = std::get<Image>(image);
  const std::string digest = sha256(std::as_bytes(std::span(decoded.rgb)));
  request.picture = std::make_shared<const Picture>(Picture{std::move(decoded), digest});
}

/// @throws DeadlineExceeded if it has passed already.
std::optional<milliseconds> time_left(const InferCall& call) {
  if (!call.deadline) return std::nullopt;
  const auto left =
      std::chrono::duration_cast<milliseconds>(*call.deadline - std::chrono::steady_clock::now());
  if (left <= milliseconds::zero()) throw DeadlineExceeded("the deadline passed before the start");
  return left;
}

/// Waits for an answer as long as the client does. An unfinished ticket that is let go of stops its
/// work.
Prediction await(Ticket& ticket, const InferCall& call) {
  constexpr milliseconds kGlance(20);  // how soon a client that leaves is noticed
  while (!ticket.wait_for(kGlance)) {
    if (call.client_left && call.client_left()) throw CancelledError("the client left");
  }
  return ticket.get();
}

}  // namespace

std::vector<Result> ServiceRunner::run(ModelInputs inputs, const InferCall& call) {
  const ReadLimits& limits = service_.settings().limits;
  check_pixels(inputs.images, limits);
  PredictRequest request = read_prompts_(inputs.prompts);
  const auto left = time_left(call);
  if (left) request.deadline = std::min(request.deadline.value_or(*left), *left);
  std::vector<Ticket> tickets;
  tickets.reserve(inputs.images.size());
  for (ModelImage& image : inputs.images) {
    PredictRequest one = request;
    set_image(one, std::move(image));
    tickets.push_back(service_.submit(std::move(one)));
  }
  // Each picture is within the limit. Together they must be too, for their maps are kept until the
  // last is there.
  std::int64_t pixels = 0;
  std::vector<Result> results;
  for (Ticket& ticket : tickets) {
    results.push_back(await(ticket, call).result);
    pixels += std::int64_t{results.back().width} * results.back().height;
    if (pixels > limits.max_pixels) too_many_pixels(limits);
  }
  return results;
}

}  // namespace saa::serving
