// POST /v1/predict, /v1/export and /v1/images: from a request to the service and back.
#pragma once

#include "output/json.h"
#include "serving/http/predict_body.h"
#include "serving/http_message.h"
#include "serving/prediction_service.h"

#include <saa/profile.h>
#include <saa/segmenter.h>

namespace saa::serving {

class PredictApi {
 public:
  /// @param segmenter what the method was made of.
  PredictApi(PredictionService& service, SegmenterOptions segmenter, RequestDefaults defaults)
      : service_(service), segmenter_(std::move(segmenter)), defaults_(std::move(defaults)) {}

  /// JSON; PNG or a stream of JSON lines where the client prefers them.
  [[nodiscard]] HttpResponse predict(const HttpRequest& request) const;
  /// The regions as a file of annotations, by the query's `format`.
  [[nodiscard]] HttpResponse export_annotations(const HttpRequest& request) const;
  /// Keeps a picture and answers with its digest.
  [[nodiscard]] HttpResponse take_image(const HttpRequest& request) const;
  /// A picture that was kept, as PNG.
  [[nodiscard]] HttpResponse give_image(const HttpRequest& request) const;

 private:
  [[nodiscard]] Json result_of(const PredictBody& body, const Prediction& prediction) const;
  [[nodiscard]] HttpResponse stream(PredictBody body, const HttpRequest& request) const;

  PredictionService& service_;
  const SegmenterOptions segmenter_;
  const RequestDefaults defaults_;
};

/// Waits for the answer; when the client leaves, the work stops.
/// @throws as Ticket::get().
[[nodiscard]] Prediction wait_for_answer(Ticket& ticket, const HttpRequest& request);

}  // namespace saa::serving
