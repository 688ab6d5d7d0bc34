#include "serving/http/predict_body.h"

#include "core/base64.h"
#include "prompts/profile_changes.h"
#include "serving/http/http_error.h"
#include "serving/http/json_fields.h"
#include "serving/http/profile_json.h"

#include <algorithm>
#include <cctype>
#include <fmt/format.h>
#include <limits>
#include <optional>
#include <saa/error.h>
#include <utility>

namespace saa::serving {
namespace {

const std::array<std::string, 15> kKeys = {
    "image",     "profile", "prompts",     "preset",       "switches",
    "threshold", "top_k",   "max_area",    "min_overlap",  "overlap",
    "object",    "maps",    "deadline_ms", "object_count", "property_sentence"};
const std::array<std::string, 3> kImageKeys = {"base64", "sha256", "name"};
const std::array<std::string, 3> kPresetNames = {"paper", "reference", "saa"};
const std::array<std::string, 3> kOverlapRules = {"none", "iou", "inside"};
const std::array<std::string, 6> kSwitchNames = {"class_agnostic", "class_specific", "property",
                                                 "saliency",       "neighbours",     "confidence"};

std::string without_folders(std::string_view name) {
  name.remove_prefix(std::min(name.find_last_of("/\\") + 1, name.size()));
  return name.empty() ? "image" : valid_utf8(name);
}

std::shared_ptr<const EncodedImage> encoded(std::string_view bytes) {
  return std::make_shared<const EncodedImage>(bytes.begin(), bytes.end());
}

void read_image(const JsonFields& fields, PredictionService& service, PredictBody& body) {
  const Json* json = fields.find("image");
  if (json == nullptr)
    throw InputError("image: the key is missing; send {\"base64\": …}, {\"sha256\": …} or a form");
  const JsonFields image(*json, "image", kImageKeys);
  const std::optional<std::string> letters = image.text("base64");
  const std::optional<std::string> digest = image.text("sha256");
  if (letters.has_value() == digest.has_value())
    throw InputError("image: expected one of base64 and sha256");
  body.image_name = without_folders(image.text("name").value_or(""));
  if (digest) {
    body.predict.picture = service.find_picture(*digest);
    if (!body.predict.picture)
      throw NotFound("image.sha256: the server does not remember this image; send it again");
    return;
  }
  std::optional<EncodedImage> bytes = decode_base64(*letters);
  if (!bytes) throw InputError("image.base64: the text is not base64 with its padding");
  body.predict.encoded = std::make_shared<const EncodedImage>(std::move(*bytes));
}

Profile read_profile(const JsonFields& fields, const Profile& otherwise) {
  const Json* json = fields.find("profile");
  if (json == nullptr) return otherwise;
  if (json->is_object()) return profile_from_json(*json, "profile");
  if (!json->is_string()) fields.fail("profile", "a name or an object");
  const auto name = json->get<std::string>();
  return name == otherwise.name ? otherwise : profile_by_name(name);
}

/// The single fields over the profile, as the options of `saa predict`.
Profile change_profile(const JsonFields& fields, const Profile& named) {
  const auto count = [&](const char* key) -> std::optional<int> {
    const auto value = fields.integer(key, 1, kMaxProfileCount);
    return value ? std::optional(static_cast<int>(*value)) : std::nullopt;
  };
  ProfileChanges changes{.sentence = fields.text("property_sentence"),
                         .object = fields.text("object"),
                         .prompts = fields.texts("prompts"),
                         .object_count = count("object_count"),
                         .top_k = count("top_k"),
                         .max_area = fields.number("max_area", 0, 1),
                         .min_overlap = fields.number("min_overlap", 0, 1)};
  if (const auto rule = fields.choice("overlap", kOverlapRules))
    changes.overlap = static_cast<OverlapRule>(*rule);
  Profile profile = with_changes(named, changes);
  validate_profile(profile);
  return marked_if_changed(std::move(profile), named);
}

PredictOptions read_options(const JsonFields& fields, Preset otherwise) {
  PredictOptions options;
  options.preset = otherwise;
  if (const auto preset = fields.choice("preset", kPresetNames))
    options.preset = static_cast<Preset>(*preset);
  options.threshold = fields.number("threshold", 0, std::numeric_limits<float>::max());
  if (const Json* json = fields.find("switches")) {
    const JsonFields switches(*json, "switches", kSwitchNames);
    const auto take = [&](const char* key, bool& on) { on = switches.flag(key).value_or(on); };
    take("class_agnostic", options.prompts.class_agnostic);
    take("class_specific", options.prompts.class_specific);
    take("property", options.prompts.property);
    take("saliency", options.prompts.saliency);
    take("neighbours", options.prompts.neighbours);
    take("confidence", options.prompts.confidence);
  }
  return options;
}

void read_fields(const JsonFields& fields, const RequestDefaults& defaults, PredictBody& body) {
  constexpr std::int64_t kLongestDeadline = 86'400'000;
  body.predict.profile = change_profile(fields, read_profile(fields, defaults.profile));
  body.predict.options = read_options(fields, defaults.preset);
  if (const auto deadline = fields.integer("deadline_ms", 1, kLongestDeadline))
    body.predict.deadline = std::chrono::milliseconds(*deadline);
  for (const std::string& name : fields.texts("maps").value_or(std::vector<std::string>())) {
    if (std::ranges::find(kMapNames, name) == kMapNames.end())
      throw InputError("maps: unknown name \"" + name + "\"" + suggestion(name, kMapNames));
    body.maps.insert(name);
  }
}

PredictBody read_form(const HttpRequest& request, const RequestDefaults& defaults) {
  const FormPart* image = nullptr;
  const FormPart* json = nullptr;
  for (const FormPart& part : request.parts) {
    const FormPart*& place = part.name == "image" ? image : json;
    if (part.name != "image" && part.name != "request")
      throw InputError("unknown form part \"" + valid_utf8(part.name) +
                       "\"; expected image and request");
    if (place != nullptr) throw InputError("the form part " + part.name + " comes twice");
    place = &part;
  }
  if (image == nullptr) throw InputError("the form has no part named image");
  PredictBody body;
  body.image_name = without_folders(image->file_name);
  body.predict.encoded = encoded(image->content);
  const Json fields =
      json == nullptr ? Json::object() : parse_json_object(json->content, "the form part request");
  if (fields.contains("image"))
    throw InputError("image: the form has the image as a part of its own");
  read_fields(JsonFields(fields, "", kKeys), defaults, body);
  return body;
}

}  // namespace

std::string media_type(const HttpHeaders& headers) {
  const std::string* header = find_header(headers, "Content-Type");
  if (header == nullptr) return "";
  std::string type = header->substr(0, header->find_first_of("; \t"));
  std::ranges::transform(type, type.begin(), [](unsigned char c) { return std::tolower(c); });
  return type;
}

PredictRequest read_predict_settings(std::string_view json, const RequestDefaults& defaults) {
  const Json fields =
      json.empty() ? Json::object() : parse_json_object(json, "the input \"prompts\"");
  if (fields.contains("image")) throw InputError("image: the image is an input of its own");
  if (fields.contains("maps"))
    throw InputError("maps: maps are outputs of the model; ask for them by their names");
  PredictBody body;
  read_fields(JsonFields(fields, "", kKeys), defaults, body);
  return std::move(body.predict);
}

PredictBody read_predict_body(const HttpRequest& request, PredictionService& service,
                              const RequestDefaults& defaults) {
  const std::string type = media_type(request.headers);
  if (type == "multipart/form-data") return read_form(request, defaults);
  if (type != "application/json")
    throw HttpError(415, "expected application/json or multipart/form-data, found " +
                             (type.empty() ? "no Content-Type" : valid_utf8(type)));
  const Json json = parse_json_object(request.body, "the body");
  const JsonFields fields(json, "", kKeys);
  PredictBody body;
  read_fields(fields, defaults, body);
  read_image(fields, service, body);
  return body;
}

}  // namespace saa::serving
