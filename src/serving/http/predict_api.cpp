#include "serving/http/predict_api.h"

#include "core/base64.h"
#include "image/indexed_png.h"
#include "image/write.h"
#include "output/annotations/formats.h"
#include "output/result_json.h"
#include "output/run_manifest.h"
#include "output/zip_file.h"
#include "serving/http/http_error.h"
#include "serving/http/json_fields.h"

#include <array>
#include <fmt/format.h>
#include <mutex>
#include <saa/context.h>
#include <saa/error.h>
#include <span>
#include <utility>

namespace saa::serving {
namespace {

constexpr int kMaskStepsPerUnit = 255;

std::string bytes_as_text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// A region's mask at the size of its image.
Mask whole_mask(const RegionMask& region, int width, int height) {
  Mask mask(width, height);
  for (int y = 0; y < region.window.height; ++y)
    for (int x = 0; x < region.window.width; ++x)
      mask.at(region.x + x, region.y + y) = region.window.at(x, y);
  return mask;
}

Json png_json(std::span<const std::byte> png, int unit) {
  return {{"png", base64(png)}, {"unit", unit}};
}

/// Those of the maps that the result has.
Json maps_json(const Result& result, const std::set<std::string>& wanted) {
  Json maps = Json::object();
  const auto add_map = [&](const char* name, const FloatMap& map) {
    if (wanted.contains(name) && !map.empty())
      maps[name] = png_json(encode_map_png(map), kMapPngStepsPerUnit);
  };
  const auto add_mask = [&](const char* name, const Mask& mask) {
    if (!mask.empty()) maps[name] = png_json(encode_png(mask), kMaskStepsPerUnit);
  };
  add_map("anomaly_map", result.anomaly_map);
  add_map("saliency_map", result.saliency_map);
  add_map("neighbour_map", result.neighbour_map);
  if (wanted.contains("pred_mask")) add_mask("pred_mask", result.pred_mask);
  if (wanted.contains("object_mask") && !result.object_mask.empty())
    add_mask("object_mask", whole_mask(result.object_mask, result.width, result.height));
  return maps;
}

bool accepts(const HttpRequest& request, std::string_view type) {
  const std::string* accepted = find_header(request.headers, "Accept");
  return accepted != nullptr && accepted->find(type) != std::string::npos;
}

/// Stages as they begin, from the worker to whoever tells the client.
class StageFeed {
 public:
  void push(std::string stage) {
    const std::scoped_lock lock(mutex_);
    stages_.push_back(std::move(stage));
  }
  [[nodiscard]] std::vector<std::string> take() {
    const std::scoped_lock lock(mutex_);
    return std::exchange(stages_, {});
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> stages_;
};

HttpResponse attachment(std::string content_type, const std::string& name, std::string body) {
  return {.status = 200,
          .content_type = std::move(content_type),
          .headers = {{"Content-Disposition", "attachment; filename=\"" + name + "\""}},
          .body = std::move(body)};
}

/// The two files that `saa predict --export masks` writes for one image.
std::string masks_zip(const AnnotatedImage& image, std::span<const std::string> labels) {
  const std::string lines = label_lines(labels);
  const auto text = std::as_bytes(std::span(lines));
  const std::array parts = {
      ZipPart{"image_classes.png",
              encode_indexed_png(class_map(image, labels), image.width, image.height)},
      ZipPart{"annotations_labels.txt", {text.begin(), text.end()}}};
  return bytes_as_text(zip_file(parts));
}

}  // namespace

Prediction wait_for_answer(Ticket& ticket, const HttpRequest& request) {
  constexpr std::chrono::milliseconds kGlance{100};
  while (!ticket.wait_for(kGlance))
    if (request.client_left && request.client_left()) ticket.cancel();
  return ticket.get();
}

Json PredictApi::result_of(const PredictBody& body, const Prediction& prediction) const {
  const MethodFacts& facts = service_.method().facts();
  const std::shared_ptr<const Context>& context = service_.settings().context;
  const ResultOptions options = {
      .method = segmenter_.method,
      .method_variant = segmenter_.method_variant,
      .engine = facts.engine,
      .weights = facts.weights,
      .precision = segmenter_.precision,
      .detector_size = facts.engine == "official" ? segmenter_.detector_size : 0,
      .preset = body.predict.options.preset,
      .prompts = body.predict.options.prompts,
      .threshold = body.predict.options.threshold,
      .profile = body.predict.profile,
      .context_sha256 = context ? context->sha256() : ""};
  Json json = result_json(prediction.result, {.image = body.image_name,
                                              .image_sha256 = prediction.picture->sha256,
                                              .options_sha256 = options_sha256(options),
                                              .read_seconds = prediction.read_seconds,
                                              .seconds = prediction.seconds});
  if (!body.maps.empty()) json["maps"] = maps_json(prediction.result, body.maps);
  return json;
}

HttpResponse PredictApi::predict(const HttpRequest& request) const {
  PredictBody body = read_predict_body(request, service_, defaults_);
  if (accepts(request, "application/x-ndjson")) return stream(std::move(body), request);
  Ticket ticket = service_.submit(body.predict);
  body.predict.encoded = nullptr;
  const Prediction prediction = wait_for_answer(ticket, request);
  if (accepts(request, "image/png")) {
    return {.status = 200,
            .content_type = "image/png",
            .headers = {},
            .body = bytes_as_text(encode_map_png(prediction.result.anomaly_map))};
  }
  return {.body = json_line(result_of(body, prediction)) + "\n"};
}

/// What is wrong before the work begins is an answer of its own; later on, the last line.
HttpResponse PredictApi::stream(PredictBody body, const HttpRequest& request) const {
  const auto feed = std::make_shared<StageFeed>();
  body.predict.options.on_stage = [feed](const char* stage) { feed->push(stage); };
  const auto ticket = std::make_shared<Ticket>(service_.submit(body.predict));
  const auto asked = std::make_shared<PredictBody>(std::move(body));
  asked->predict.encoded = nullptr;
  auto send_all = [this, feed, ticket, asked, id = request.request_id,
                   left = request.client_left](const SendPiece& send) {
    constexpr std::chrono::milliseconds kGlance{20};
    const auto send_line = [&send](const Json& json) { return send(json_line(json) + "\n"); };
    const auto send_stages = [&] {
      bool arrived = true;
      for (const std::string& stage : feed->take()) arrived = send_line({{"stage", stage}});
      return arrived;
    };
    try {
      bool is_done = false;
      while (!is_done) {
        is_done = ticket->wait_for(kGlance);
        if (!send_stages() || (left && left())) return ticket->cancel();
      }
      send_line({{"result", result_of(*asked, ticket->get())}});
    } catch (...) {
      send_line({{"error", Json::parse(answer_to_exception(id).body)}});
    }
  };
  return {.status = 200,
          .content_type = "application/x-ndjson",
          .headers = {},
          .body = {},
          .stream = std::move(send_all)};
}

HttpResponse PredictApi::export_annotations(const HttpRequest& request) const {
  static const std::array<std::string, 5> kFormats = {"coco", "coco-rle", "cvat", "labelme",
                                                      "masks"};
  const std::string* format = find_header(request.query, "format");
  if (format == nullptr)
    throw InputError("format: the query is missing" + suggestion("", kFormats));
  if (std::ranges::find(kFormats, *format) == kFormats.end())
    throw InputError("format: unknown name \"" + valid_utf8(*format) + "\"" +
                     suggestion(*format, kFormats));
  PredictBody body = read_predict_body(request, service_, defaults_);
  Ticket ticket = service_.submit(body.predict);
  const Prediction prediction = wait_for_answer(ticket, request);
  const std::array images = {annotated_image(result_of(body, prediction), body.image_name)};
  const std::vector<std::string> labels = labels_of(images);
  const auto coco = [&](CocoMasks masks) { return json_page(coco_json(images, labels, masks)); };
  if (*format == "coco")
    return attachment("application/json", "annotations_coco.json", coco(CocoMasks::polygons));
  if (*format == "coco-rle")
    return attachment("application/json", "annotations_coco_rle.json",
                      coco(CocoMasks::run_lengths));
  if (*format == "cvat")
    return attachment("application/xml", "annotations_cvat.xml", cvat_xml(images, labels));
  if (*format == "labelme")
    return attachment("application/json", "image_labelme.json",
                      json_page(labelme_json(images[0], body.image_name)));
  return attachment("application/zip", "annotations_masks.zip", masks_zip(images[0], labels));
}

HttpResponse PredictApi::take_image(const HttpRequest& request) const {
  if (!request.parts.empty() || request.body.empty())
    throw InputError("expected the image's file as the whole body");
  PredictRequest wanted;
  wanted.encoded = std::make_shared<const EncodedImage>(request.body.begin(), request.body.end());
  wanted.only_read = true;
  Ticket ticket = service_.submit(std::move(wanted));
  const auto picture = wait_for_answer(ticket, request).picture;
  const Json json = {{"image", picture->sha256},
                     {"width", picture->image.width},
                     {"height", picture->image.height}};
  return {.body = json_line(json) + "\n"};
}

HttpResponse PredictApi::give_image(const HttpRequest& request) const {
  const std::string digest = request.path.substr(request.path.rfind('/') + 1);
  const auto picture = service_.find_picture(digest);
  if (!picture) throw NotFound("the server does not remember this image; send it again");
  return {.status = 200,
          .content_type = "image/png",
          .headers = {{"Cache-Control", "private, max-age=3600"}, {"ETag", "\"" + digest + "\""}},
          .body = bytes_as_text(encode_png(picture->image))};
}

}  // namespace saa::serving
