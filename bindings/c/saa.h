// saa for C, and for every language that calls C: zero-shot anomaly segmentation with hybrid
// prompts. docs/c.md shows it at work.
//
//   saa_segmenter* segmenter = NULL;
//   saa_image* image = NULL;
//   saa_result* result = NULL;
//   if (saa_segmenter_new(NULL, &segmenter) != SAA_OK ||
//       saa_image_read("part.jpg", NULL, &image) != SAA_OK ||
//       saa_predict(segmenter, image, NULL, NULL, &result) != SAA_OK)
//     fprintf(stderr, "%s\n", saa_last_error());
//
// Rules that hold for every function:
//  - Handles are opaque. What a function puts into `T** out` is the caller's, to be released by
//    saa_T_free(), in any order; *out is set to NULL first, and stays so on an error. Freeing NULL
//    does nothing.
//  - `const char*` and pointers to pixels that are handed out belong to the handle they were asked
//    of and live as long as it does; `char*` is the caller's, for saa_string_free().
//  - Strings are UTF-8 with a zero at the end. Paths are passed to the system as they are.
//  - A segmenter, image, profile, context, comparison or result may be read by several threads at a
//    time; freeing one must be the last thing that is done with it.
//  - Nothing is thrown. A function that fails says so by its status, or, if it returns a pointer or
//    a number, by NULL or 0, and leaves the reason in saa_last_error().
//  - Structs that begin with struct_size may grow at their end. The caller's size tells its
//    version: what an older one lacks has its default, and one that is newer than the library is
//    refused.
//  - A process that was forked after the first network was loaded cannot use networks: let it begin
//    anew (exec), or fork first.
#ifndef SAA_C_SAA_H
#define SAA_C_SAA_H

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define SAA_C_API __attribute__((visibility("default")))
#else
#define SAA_C_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

// ---- Errors -------------------------------------------------------------------------------------

typedef enum saa_status {
  SAA_OK = 0,
  SAA_ERROR_USAGE = 1,        // an argument that cannot be meant: NULL, out of range, struct_size
  SAA_ERROR_INPUT = 2,        // an image or profile that cannot be used
  SAA_ERROR_WEIGHTS = 3,      // a checkpoint that is missing, damaged or of another network
  SAA_ERROR_IO = 4,           // the file system refused
  SAA_ERROR_UNSUPPORTED = 5,  // a valid request that this build or machine cannot serve
  SAA_ERROR_CANCELLED = 6,    // saa_cancel_request() was called
  SAA_ERROR_OUT_OF_MEMORY = 7,
  SAA_ERROR_INTERNAL = 8  // a fault of this library
} saa_status;

// What went wrong in the last call of this thread that failed: what was expected, what was found,
// and what to do. Never NULL; "" if none has failed. Lives until the next failure in this thread.
SAA_C_API const char* saa_last_error(void);

// "input", "weights", …; "unknown" for a number that is none of them. Static.
SAA_C_API const char* saa_status_name(saa_status status);

// "0.1.0". Static.
SAA_C_API const char* saa_version(void);

// Releases a string that was handed out as `char*`.
SAA_C_API void saa_string_free(char* text);

// ---- Images -------------------------------------------------------------------------------------

// 8-bit RGB, rows from the top.
typedef struct saa_image saa_image;

// What is refused before it is decoded.
typedef struct saa_read_limits {
  size_t struct_size;
  int64_t max_pixels;      // width * height; default 100,000,000
  int64_t max_file_bytes;  // default 1,000,000,000
} saa_read_limits;

// Fills in the defaults. Call it as saa_read_limits_init(&limits, sizeof limits).
SAA_C_API saa_status saa_read_limits_init(saa_read_limits* limits, size_t struct_size);

// Reads a picture file (PNG, JPEG, TIFF, BMP, WebP, Netpbm, …), turned upright by its EXIF
// orientation; grey and 16 bits become 8-bit RGB. limits: NULL for the defaults.
SAA_C_API saa_status saa_image_read(const char* path, const saa_read_limits* limits,
                                    saa_image** out);

// The same from a file's bytes, which are not needed afterwards. name stands for the file in
// messages and in result JSON.
SAA_C_API saa_status saa_image_decode(const void* bytes, size_t size, const char* name,
                                      const saa_read_limits* limits, saa_image** out);

// Copies 8-bit RGB pixels, R first. stride: bytes from one row's begin to the next one's, at least
// 3 * width; rows need not be adjacent.
SAA_C_API saa_status saa_image_from_rgb(const uint8_t* pixels, int32_t width, int32_t height,
                                        size_t stride, saa_image** out);

SAA_C_API int32_t saa_image_width(const saa_image* image);
SAA_C_API int32_t saa_image_height(const saa_image* image);
// 3 * width * height bytes without gaps.
SAA_C_API const uint8_t* saa_image_pixels(const saa_image* image);
SAA_C_API void saa_image_free(saa_image* image);

// What is known of each place. Value (x, y) is values[y * width + x]. A map that a handle does not
// have is 0 x 0 and NULL.
typedef struct saa_float_map {
  int32_t width;
  int32_t height;
  const float* values;
} saa_float_map;

// ---- Profiles -----------------------------------------------------------------------------------

// What an expert knows about one class of parts; docs/profiles.md describes the TOML.
typedef struct saa_profile saa_profile;

// By a built-in name ("visa/candle") or the path of a TOML file.
SAA_C_API saa_status saa_profile_find(const char* name_or_path, saa_profile** out);

// A TOML file, whatever its name.
SAA_C_API saa_status saa_profile_load(const char* path, saa_profile** out);

// TOML text. name stands for the file in messages and names the profile.
SAA_C_API saa_status saa_profile_parse(const char* toml, const char* name, saa_profile** out);

SAA_C_API const char* saa_profile_name(const saa_profile* profile);
// The profile as TOML text, for saa_string_free().
SAA_C_API saa_status saa_profile_to_toml(const saa_profile* profile, char** out);
SAA_C_API void saa_profile_free(saa_profile* profile);

SAA_C_API size_t saa_builtin_profile_count(void);
// Sorted. Static.
SAA_C_API const char* saa_builtin_profile_name(size_t index);

// ---- The segmenter ------------------------------------------------------------------------------

// Networks, loaded and compiled. Expensive to make, cheap to use, and may be shared by threads.
typedef struct saa_segmenter saa_segmenter;

enum {                            // saa_segmenter_options.method
  SAA_METHOD_HYBRID_PROMPTS = 0,  // SAA+; with SAA_PRESET_SAA plain SAA
  SAA_METHOD_CLIPSEG = 1,
  SAA_METHOD_WINCLIP = 2,
  SAA_METHOD_UTAD = 3,
  SAA_METHOD_NEIGHBOURS = 4  // the neighbour prompt alone; every prediction needs a context
};
enum {                       // .engine
  SAA_ENGINE_AUTOMATIC = 0,  // official if its files are there, else offline
  SAA_ENGINE_OFFICIAL = 1,
  SAA_ENGINE_OFFLINE = 2
};
enum {  // .precision
  SAA_PRECISION_F32 = 0,
  SAA_PRECISION_BF16 = 1,
  SAA_PRECISION_F16 = 2,
  SAA_PRECISION_INT8 = 3
};
enum {  // .detector
  SAA_DETECTOR_AUTOMATIC = 0,
  SAA_DETECTOR_SWIN_T = 1,
  SAA_DETECTOR_SWIN_B = 2
};
enum {  // .refiner
  SAA_REFINER_AUTOMATIC = 0,
  SAA_REFINER_VIT_H = 1,
  SAA_REFINER_VIT_L = 2,
  SAA_REFINER_VIT_B = 3,
  SAA_REFINER_MOBILE_SAM = 4
};

// Strings need to live during the call only.
typedef struct saa_segmenter_options {
  size_t struct_size;
  int32_t method;
  int32_t engine;
  int32_t precision;
  int32_t detector;            // of the official engine
  int32_t refiner;             // of the official engine
  int32_t detector_size;       // short side in pixels at which the detector sees an image; 800
  int32_t threads;             // 0: all cores
  int32_t reserved;            // 0
  const char* method_variant;  // of a baseline; NULL: its default
  const char* models;          // folder with weights; NULL: where saa looks for them
  const char* cache;           // folder for compiled networks; NULL: no cache
  uint64_t memory_bytes;       // of what may be kept between calls on one image; 256 MiB
} saa_segmenter_options;

SAA_C_API saa_status saa_segmenter_options_init(saa_segmenter_options* options, size_t struct_size);

// Loads the networks. options: NULL for the defaults.
SAA_C_API saa_status saa_segmenter_new(const saa_segmenter_options* options, saa_segmenter** out);

// "official", "offline", or the baseline's name.
SAA_C_API const char* saa_segmenter_engine(const saa_segmenter* segmenter);
// What the engine cannot do, in one line; "" if nothing is missing.
SAA_C_API const char* saa_segmenter_engine_notice(const saa_segmenter* segmenter);
SAA_C_API void saa_segmenter_free(saa_segmenter* segmenter);

// ---- Stopping -----------------------------------------------------------------------------------

// A wish to stop, shared by the thread that works and the one that no longer wants it.
typedef struct saa_cancel saa_cancel;

SAA_C_API saa_status saa_cancel_new(saa_cancel** out);
// Calls that were given this flag end with SAA_ERROR_CANCELLED soon (predictions at their next
// stage, contexts before their next picture), later ones at once. From any thread, and from a
// signal handler.
SAA_C_API void saa_cancel_request(saa_cancel* cancel);
// Takes the wish back, for the next call.
SAA_C_API void saa_cancel_reset(saa_cancel* cancel);
SAA_C_API void saa_cancel_free(saa_cancel* cancel);

// ---- Pictures of the same part ------------------------------------------------------------------

// Unlabelled pictures of the same part, some of which may be defective: a place of a picture that
// has no counterpart in them is suspicious (docs/neighbours.md). May be shared by threads.
typedef struct saa_context saa_context;

enum {  // saa_context_options.network
  SAA_NEIGHBOUR_NETWORK_AUTOMATIC = 0,
  SAA_NEIGHBOUR_NETWORK_EFFICIENTNET_LITE0 = 1,
  SAA_NEIGHBOUR_NETWORK_WIDE_RESNET50 = 2,
  SAA_NEIGHBOUR_NETWORK_DINOV2_VITL14 = 3,
  SAA_NEIGHBOUR_NETWORK_CLIP_VITL14_336 = 4
};

// Strings need to live during the call only. Opening a file asks for models, cache, threads and
// precision only; the rest is the file's.
typedef struct saa_context_options {
  size_t struct_size;
  int32_t network;
  int32_t side;              // pixels that pictures are resized to; 0: the network's own
  uint64_t size;             // pictures drawn at most; 0: all; default 80
  uint64_t seed;             // of the draw
  double keep;               // share of each picture's places that is kept, above 0 to 1; default 1
  int32_t threads;           // 0: all cores
  int32_t precision;         // SAA_PRECISION_…
  const char* models;        // folder with weights; NULL: where saa looks for them
  const char* cache;         // folder for compiled networks; NULL: no cache
  const saa_cancel* cancel;  // NULL: building cannot be stopped
  // Told after each step how many are done, of how many, on the caller's thread; must return. Each
  // picture is a step when it has been looked at, and another when it has been compared with the
  // others. NULL: nobody is told.
  void (*on_progress)(uint64_t done, uint64_t all, void* context);
  void* on_progress_context;
  // Sides, in the network's own places, of the squares that features are averaged over: odd, 15 at
  // most. Each is compared by itself. None: the network's own.
  const int32_t* neighbourhoods;
  size_t neighbourhood_count;
} saa_context_options;

SAA_C_API saa_status saa_context_options_init(saa_context_options* options, size_t struct_size);

// Draws from `count` picture files and looks at them. What cannot be read is left out and told by
// saa_context_notice(); at least one must be left. options: NULL for the defaults.
SAA_C_API saa_status saa_context_build(const char* const* paths, size_t count,
                                       const saa_context_options* options, saa_context** out);

// A file of saa_context_save() or `saa context build`.
SAA_C_API saa_status saa_context_open(const char* path, const saa_context_options* options,
                                      saa_context** out);

// The file is written whole or not at all.
SAA_C_API saa_status saa_context_save(const saa_context* context, const char* path);

SAA_C_API size_t saa_context_reference_count(const saa_context* context);
// The file's name of a picture that was drawn. index is below saa_context_reference_count().
SAA_C_API const char* saa_context_reference(const saa_context* context, size_t index);
SAA_C_API size_t saa_context_notice_count(const saa_context* context);
// What was left out and why.
SAA_C_API const char* saa_context_notice(const saa_context* context, size_t index);
SAA_C_API void saa_context_free(saa_context* context);

// What a context says of an image, without a segmenter. The image is never its own neighbour: where
// the context holds no other, the grid is empty and all else is 0.
typedef struct saa_comparison saa_comparison;

// The comparison needs none of the other handles any more.
SAA_C_API saa_status saa_context_compare(const saa_context* context, const saa_image* image,
                                         saa_comparison** out);
// How far from its counterparts each place is: absolute, at least 0; coarser than the image.
SAA_C_API saa_status saa_comparison_grid(const saa_comparison* comparison, saa_float_map* map);
// The whole picture's, re-scored by the pictures most like it.
SAA_C_API double saa_comparison_image_score(const saa_comparison* comparison);
// How far the oddest place of a usual picture is from its counterparts.
SAA_C_API double saa_comparison_usual(const saa_comparison* comparison);
// Pictures that it was compared with.
SAA_C_API uint64_t saa_comparison_references(const saa_comparison* comparison);
SAA_C_API void saa_comparison_free(saa_comparison* comparison);

// ---- Predictions --------------------------------------------------------------------------------

enum {                       // saa_predict_options.preset
  SAA_PRESET_PAPER = 0,      // SAA+ as the text says
  SAA_PRESET_REFERENCE = 1,  // SAA+ as the published code does
  SAA_PRESET_SAA = 2         // the cascade without property, saliency or confidence prompt
};

// Nothing here loads a network again. Baselines look at the threshold, the flag and the switches of
// language prompts only.
typedef struct saa_predict_options {
  size_t struct_size;
  int32_t preset;
  int32_t class_agnostic;  // each hybrid prompt: 1 on (default), 0 off
  int32_t class_specific;
  int32_t property;
  int32_t saliency;
  int32_t confidence;
  double threshold;          // pred_score from here on is anomalous; NaN: the profile's or engine's
  const saa_cancel* cancel;  // NULL: cannot be stopped
  // Told of each stage as it begins ("generator", "refiner", …), on the caller's thread; must
  // return. NULL: nobody is told.
  void (*on_stage)(const char* stage, void* context);
  void* on_stage_context;
  const saa_context* context;  // to compare with, of saa+ and SAA_METHOD_NEIGHBOURS; NULL: none
  int32_t neighbours;  // the neighbour prompt: 1 on where there is a context (default), 0 off
  int32_t reserved;    // 0
} saa_predict_options;

SAA_C_API saa_status saa_predict_options_init(saa_predict_options* options, size_t struct_size);

typedef struct saa_result saa_result;

// Finds the anomalies of an image. profile: NULL for "default"; options: NULL for the defaults. The
// result needs none of the other handles any more.
SAA_C_API saa_status saa_predict(const saa_segmenter* segmenter, const saa_image* image,
                                 const saa_profile* profile, const saa_predict_options* options,
                                 saa_result** out);

SAA_C_API void saa_result_free(saa_result* result);

// ---- Results ------------------------------------------------------------------------------------

// The caller sets struct_size before the call, as for saa_region.
typedef struct saa_summary {
  size_t struct_size;
  int32_t width;
  int32_t height;
  double pred_score;   // maximum of the anomaly map; absolute, never rescaled
  double threshold;    // that pred_label used
  int32_t pred_label;  // 1: pred_score is above 0 and at least the threshold
  int32_t region_count;
  int32_t prompt_count;
  int32_t notice_count;
  int32_t timing_count;
  int32_t reserved;
  double object_area;             // pixels that the largest area refers to; 0: not asked for
  int64_t boxes_below_threshold;  // of the generator; only the best of them are among the regions
  const char* method;             // "saa+", "saa", "clipseg", …
  const char* method_variant;     // of a baseline; "": it has one form only
  const char* engine;
  const char* engine_notice;
  const char* preset;  // "" for a baseline
  const char* profile;
  uint64_t references;     // pictures of the context that it was compared with; 0: none
  double neighbour_score;  // of the whole picture, 1: as far from its counterparts as is usual; NaN
                           // without references
} saa_summary;

SAA_C_API saa_status saa_result_summary(const saa_result* result, saa_summary* summary);

// 0 outside, 1 inside; known in a window of the image, outside of which all is 0.
typedef struct saa_mask {
  int32_t x;  // left column of the window
  int32_t y;  // top row of the window
  int32_t width;
  int32_t height;
  const uint8_t* values;
} saa_mask;

SAA_C_API saa_status saa_result_anomaly_map(const saa_result* result, saa_float_map* map);
// Empty if the saliency prompt is off.
SAA_C_API saa_status saa_result_saliency_map(const saa_result* result, saa_float_map* map);
// Odds that a place has no counterpart in the context, 0 to 1; empty without one.
SAA_C_API saa_status saa_result_neighbour_map(const saa_result* result, saa_float_map* map);
// Where the anomaly map is above 0 and at least the threshold; the whole image.
SAA_C_API saa_status saa_result_pred_mask(const saa_result* result, saa_mask* mask);
// The inspected part; empty if it was not looked for.
SAA_C_API saa_status saa_result_object_mask(const saa_result* result, saa_mask* mask);

typedef enum saa_rule {
  SAA_RULE_KEPT = 0,  // the only one that lets a candidate into the map
  SAA_RULE_BOX_SCORE = 1,
  SAA_RULE_BOX_AREA = 2,
  SAA_RULE_BOX_EMPTY = 3,
  SAA_RULE_FILTERED_PHRASE = 4,
  SAA_RULE_EMPTY_MASK = 5,
  SAA_RULE_AREA = 6,
  SAA_RULE_OVERLAP = 7,
  SAA_RULE_TOP_K = 8,
  SAA_RULE_DUPLICATE = 9
} saa_rule;

// "kept", "box_score", …; "unknown" for a number that is none of them. Static.
SAA_C_API const char* saa_rule_name(saa_rule rule);

// A candidate, kept or not. Scores that no stage has given are NaN.
typedef struct saa_region {
  size_t struct_size;
  float x0, y0, x1, y1;  // box in pixels of the image, x1 and y1 exclusive
  saa_mask mask;         // empty if it was dropped before refinement
  int64_t area;          // pixels in the mask
  const char* phrase;    // what the generator calls it
  int32_t prompt;        // for saa_result_prompt(); -1: none was used
  int32_t rank;          // 1 is best; 0: it did not get so far
  double generator_score;
  double saliency;  // mean over the mask
  double saliency_factor;
  double rescored;      // what ranks the region and goes into the map
  double object_share;  // share of the mask inside the object
  int32_t rule;         // saa_rule: what decided …
  int32_t reserved;
  double fate_value;        // … the number that was compared …
  double fate_limit;        // … and what it was compared with
  const char* explanation;  // the same in words
  double neighbours;        // mean of the neighbour map over the mask
  double neighbour_factor;
} saa_region;

// Kept ones first, by rank. index is below region_count.
SAA_C_API saa_status saa_result_region(const saa_result* result, size_t index, saa_region* region);
// Language prompts used, in order.
SAA_C_API const char* saa_result_prompt(const saa_result* result, size_t index);
// Fall-backs taken, in words.
SAA_C_API const char* saa_result_notice(const saa_result* result, size_t index);
// Seconds spent in a stage, in order. stage and seconds may be NULL.
SAA_C_API saa_status saa_result_timing(const saa_result* result, size_t index, const char** stage,
                                       double* seconds);
// The JSON of `saa predict --json` on one line (docs/result-schema.md), for saa_string_free(). Of
// an image that came as pixels the path is "" and the digest that of its pixels.
SAA_C_API saa_status saa_result_json(const saa_result* result, char** out);

#ifdef __cplusplus
}
#endif

#endif
