#include "cli/predict_options.h"

#include "cli/option_values.h"

#include <limits>

namespace saa::cli {
namespace {

constexpr const char* kExamples = R"(Examples:
  saa predict part.jpg
  saa predict photos/ --profile visa/candle --out results
  saa predict 'lot7/*.png' --object tile --prompt crack --prompt 'black hole'
  saa predict photos/ --export coco,labelme
  saa predict photos/ --context self
  saa predict photos/ --method utad --out utad
  find lot7 -newer last -name '*.jpg' | saa predict - --json | jq .pred_score

Under --out, each image gets NAME.json, NAME_anomaly_map.png, NAME_mask.png and NAME_overlay.png, where NAME is
its path without the extension below the deepest folder that all inputs share (NAME keeps the extension where two
images differ in nothing else). results.csv has a row for each image of the run, run.json says how they were made.
Results that are there already are replaced image by image; other images' results are left alone. With --resume,
images that have a result of the same content and options are skipped. A run that was stopped is continued by the
same command with --resume.

Exit code: 0 all good; 1 some images failed, or the run had to stop; 2 the command line cannot be meant, or names a
profile or list that cannot be used, and nothing was done; 130 or 143 stopped by Ctrl-C or SIGTERM.
)";

/// --export NAME[,NAME…]
void add_exports(CLI::App& app, std::set<AnnotationFormat>& exports, const char* group) {
  const std::vector<std::pair<std::string, AnnotationFormat>> formats = {
      {"coco", AnnotationFormat::coco},
      {"coco-rle", AnnotationFormat::coco_rle},
      {"cvat", AnnotationFormat::cvat},
      {"labelme", AnnotationFormat::labelme},
      {"masks", AnnotationFormat::masks}};
  std::vector<std::string> names;
  for (const auto& [name, format] : formats) names.push_back(name);
  const auto take = [formats, names, &exports](const std::string& text) {
    for (const std::string& word : CLI::detail::split(text, ','))
      exports.insert(formats[read_choice("--export", word, names)].second);
  };
  add_text(app, "--export", CLI::detail::join(names, ","), take,
           "Also write the regions as annotations for other tools; several by commas "
           "(docs/annotations.md)")
      ->group(group);
}

void add_input_and_output(CLI::App& app, PredictArguments& arguments) {
  app.add_option(
         "images", arguments.input.words,
         "Images, folders (searched as a whole), globs in quotes, or '-' for a list of paths "
         "on standard input")
      ->type_name("IMAGE|FOLDER|GLOB");
  constexpr const char* kGroup = "Input and output";
  app.add_option("--list", arguments.input.list,
                 "Read paths from a file, one a line or each ended by a zero byte")
      ->type_name("FILE")
      ->group(kGroup);
  app.add_option("--out", arguments.input.out, "Folder for the results [default: predictions]")
      ->type_name("DIR")
      ->group(kGroup);
  app.add_flag("--resume", arguments.resume, "Skip images that are finished already")
      ->group(kGroup);
  app.add_flag("--json", arguments.json,
               "Print one line of JSON an image instead of text (docs/result-schema.md)")
      ->group(kGroup);
  app.add_flag("--float-maps", arguments.files.float_map,
               "Also write NAME_anomaly_map.npy, 32-bit floats")
      ->group(kGroup);
  app.add_flag_callback(
         "--no-overlay", [&arguments] { arguments.files.overlay = false; },
         "Write no NAME_overlay.png")
      ->group(kGroup);
  add_exports(app, arguments.exports, kGroup);
  const auto take_pixels = [&arguments](const std::string& text) {
    arguments.limits.max_pixels =
        read_integer("--max-pixels", text, 1, std::numeric_limits<std::int32_t>::max());
  };
  add_text(app, "--max-pixels", "N", take_pixels,
           "Refuse larger images [default: " + std::to_string(ReadLimits{}.max_pixels) + "]")
      ->group(kGroup);
}

}  // namespace

void add_predict_options(CLI::App& app, PredictArguments& arguments) {
  add_input_and_output(app, arguments);
  add_profile_options(app, arguments.profile);
  add_method_options(app, arguments.segmenter, arguments.predict);
  add_context_choice(app, arguments.context);
  add_machine_options(app, arguments.segmenter, arguments.jobs);
  app.footer(kExamples);
}

}  // namespace saa::cli
