#include "choice.h"
#include "errors.h"
#include "module.h"

#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/vector.h>
#include <saa/profile.h>

namespace nb = nanobind;
using namespace nb::literals;

namespace saa::python {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

const std::array<std::string, 3> kOverlapRules = {"none", "iou", "inside"};

/// Phrases, or pairs of a phrase and the phrase that is filtered.
std::vector<Prompt> read_prompts(const nb::handle& prompts) {
  if (nb::isinstance<nb::str>(prompts))
    throw nb::type_error("prompts is a str; expected a list of them");
  std::vector<Prompt> read;
  for (const nb::handle prompt : prompts) {
    if (nb::isinstance<nb::str>(prompt)) {
      read.push_back({.text = nb::cast<std::string>(prompt), .filtered_phrase = ""});
    } else {
      const auto [text, filtered] = nb::cast<std::pair<std::string, std::string>>(prompt);
      read.push_back({.text = text, .filtered_phrase = filtered});
    }
  }
  return read;
}

Pairs prompt_pairs(const Profile& profile) {
  Pairs pairs;
  for (const Prompt& prompt : profile.prompts)
    pairs.emplace_back(prompt.text, prompt.filtered_phrase);
  return pairs;
}

template <typename Field>
void read_field(Field& field, const nb::handle& value, const std::string& name) {
  if (!nb::try_cast(value, field)) {
    throw nb::type_error(
        (name + " is " + nb::repr(value).c_str() + ", which is of another type").c_str());
  }
}

void set_field(Profile& profile, const std::string& name, const nb::handle& value) {
  if (name == "name") return read_field(profile.name, value, name);
  if (name == "class_name") return read_field(profile.class_name, value, name);
  if (name == "object") return read_field(profile.object, value, name);
  if (name == "reference_object") return read_field(profile.reference_object, value, name);
  if (name == "object_count") return read_field(profile.object_count, value, name);
  if (name == "similar") return read_field(profile.similar, value, name);
  if (name == "top_k") return read_field(profile.top_k, value, name);
  if (name == "max_area") return read_field(profile.max_area, value, name);
  if (name == "min_overlap") return read_field(profile.min_overlap, value, name);
  if (name == "threshold") return read_field(profile.threshold, value, name);
  if (name == "general") return read_field(profile.general, value, name);
  if (name == "prompts") {
    profile.prompts = read_prompts(value);
    return;
  }
  if (name == "overlap") {
    std::string rule;
    read_field(rule, value, name);
    profile.overlap = choice<OverlapRule>("overlap", rule, kOverlapRules);
    return;
  }
  throw nb::type_error(("a profile has no field \"" + name + "\"").c_str());
}

Profile changed(Profile profile, const nb::kwargs& fields) {
  for (const auto [name, value] : fields) set_field(profile, nb::cast<std::string>(name), value);
  validate_profile(profile);
  return profile;
}

Profile find(const std::string& name_or_path) {
  const bool is_file = name_or_path.ends_with(".toml");
  if (!is_file) return find_profile(name_or_path);
  return read_existing(name_or_path,
                       [](const std::filesystem::path& file) { return load_profile(file); });
}

std::string describe(const Profile& profile) {
  return "<saa.Profile \"" + profile.name + "\", object \"" + profile.object + "\", top_k " +
         std::to_string(profile.top_k) + ", " + std::to_string(profile.prompts.size()) +
         " prompts>";
}

#define SAA_PROFILE_FIELDS                                                                  \
  "*, name: str = ..., class_name: str = ..., object: str = ..., reference_object: str = "  \
  "..., object_count: int = ..., similar: bool = ..., top_k: int = ..., max_area: float = " \
  "..., overlap: str = ..., min_overlap: float = ..., threshold: float | None = ..., "      \
  "general: list[str] = ..., prompts: list[str | tuple[str, str]] = ..."

void bind_fields(nb::class_<Profile>& profile) {
  profile.def_ro("name", &Profile::name)
      .def_ro("class_name", &Profile::class_name, "Fills \"{}\" of the general prompts.")
      .def_ro("object", &Profile::object, "What the object pass looks for.")
      .def_ro("reference_object", &Profile::reference_object)
      .def_ro("object_count", &Profile::object_count, "How many of them a picture shows.")
      .def_ro("similar", &Profile::similar)
      .def_ro("top_k", &Profile::top_k, "Regions that are kept at most.")
      .def_ro("max_area", &Profile::max_area, "Largest region as a share of the object, (0, 1].")
      .def_prop_ro("overlap",
                   [](const Profile& p) { return kOverlapRules.at(std::size_t(p.overlap)); })
      .def_ro("min_overlap", &Profile::min_overlap)
      .def_ro("threshold", &Profile::threshold,
              "pred_score from here on is anomalous; None: the engine's own.")
      .def_ro("general", &Profile::general, "Class-agnostic templates.")
      .def_prop_ro("prompts", prompt_pairs,
                   "Class-specific prompts: (phrase, phrase that is filtered or \"\").");
}

}  // namespace

void bind_profile(nb::module_& module) {
  auto profile = nb::class_<Profile>(
      module, "Profile", "What an expert knows about one class of parts. It does not change.");
  profile
      .def(
          "__init__",
          [](Profile* self, const nb::kwargs& fields) { new (self) Profile(changed({}, fields)); },
          nb::sig("def __init__(self, " SAA_PROFILE_FIELDS ") -> None"),
          "Fields that are left out are those of the built-in \"default\".")
      .def_static("find", find, "name_or_path"_a,
                  "A built-in profile by its name, or a TOML file by its path.")
      .def_static("parse", parse_profile, "toml"_a, "name"_a,
                  "From TOML text; name stands for the file in messages and names the profile.")
      .def("to_toml", to_toml, "The profile as a TOML file.")
      .def("replace", changed, nb::sig("def replace(self, " SAA_PROFILE_FIELDS ") -> Profile"),
           "A copy with other values in these fields.")
      .def(
          "__eq__",
          [](const Profile& a, const nb::object& b) {
            return nb::isinstance<Profile>(b) && a == nb::cast<const Profile&>(b);
          },
          nb::sig("def __eq__(self, other, /) -> bool"))
      .def("__repr__", describe);
  bind_fields(profile);
  module.def("profiles", builtin_profiles, "Names of the built-in profiles, sorted.");
}

}  // namespace saa::python
