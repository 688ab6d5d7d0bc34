// What a client sends to POST /v1/predict and /v1/export: JSON, or a form with an image and JSON.
#pragma once

#include "serving/http_message.h"
#include "serving/prediction_service.h"

#include <array>
#include <set>
#include <string>
#include <string_view>

namespace saa::serving {

/// Maps that an answer may carry as PNG.
inline const std::array<std::string, 5> kMapNames = {"anomaly_map", "saliency_map", "neighbour_map",
                                                     "pred_mask", "object_mask"};

/// What holds where a request names none.
struct RequestDefaults {
  Profile profile;
  Preset preset = Preset::paper;
};

struct PredictBody {
  PredictRequest predict;
  std::string image_name;      ///< the file's name as the client says, without folders; "image"
  std::set<std::string> maps;  ///< of kMapNames
};

/// @param service knows remembered pictures.
/// @throws InputError that names the field, NotFound for a picture that is forgotten, HttpError 415
///         for a body that is neither.
[[nodiscard]] PredictBody read_predict_body(const HttpRequest& request, PredictionService& service,
                                            const RequestDefaults& defaults);

/// The same fields without the image and the maps, which other protocols carry in their own way;
/// "" : none.
/// @throws InputError that names the field.
[[nodiscard]] PredictRequest read_predict_settings(std::string_view json,
                                                   const RequestDefaults& defaults);

/// The value of the first part of a media type, in lower case: "application/json".
[[nodiscard]] std::string media_type(const HttpHeaders& headers);

}  // namespace saa::serving
