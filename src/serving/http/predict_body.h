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

struct PredictBody {
  PredictRequest predict;
  std::string image_name;      ///< the file's name as the client says, without folders; "image"
  std::set<std::string> maps;  ///< of kMapNames
};

/// @param service knows remembered pictures. @param profile where the request names none.
/// @throws InputError that names the field, NotFound for a picture that is forgotten, HttpError 415
///         for a body that is neither.
[[nodiscard]] PredictBody read_predict_body(const HttpRequest& request, PredictionService& service,
                                            const Profile& profile);

/// The same fields without the image, as other protocols carry them; "" : none.
/// @throws InputError that names the field.
[[nodiscard]] PredictRequest read_predict_settings(std::string_view json, const Profile& profile);

/// The value of the first part of a media type, in lower case: "application/json".
[[nodiscard]] std::string media_type(const HttpHeaders& headers);

}  // namespace saa::serving
