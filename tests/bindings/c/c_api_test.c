// The C API as a program in C meets it. Usage: c_api_test PICTURE
#include "answers.h"
#include "checks.h"

#include <math.h>
#include <saa.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>

static saa_segmenter* segmenter;
static saa_image* picture;

static void the_map_is_the_score_and_the_mask(const saa_result* result) {
  const saa_summary summary = summary_of(result);
  saa_float_map map;
  saa_mask mask;
  CHECK(saa_result_anomaly_map(result, &map) == SAA_OK);
  CHECK(saa_result_pred_mask(result, &mask) == SAA_OK);
  CHECK(map.width == saa_image_width(picture) && map.height == saa_image_height(picture));
  CHECK(mask.x == 0 && mask.y == 0 && mask.width == map.width && mask.height == map.height);
  float highest = 0;
  size_t wrong = 0;
  for (size_t i = 0; i < (size_t)map.width * (size_t)map.height; ++i) {
    const float value = map.values[i];
    if (value > highest) highest = value;
    wrong += mask.values[i] != (value > 0 && (double)value >= summary.threshold);
  }
  CHECK(highest > 0 && (double)highest == summary.pred_score);
  CHECK(wrong == 0);
  CHECK(summary.pred_label == (summary.pred_score >= summary.threshold));
}

static void every_candidate_has_a_fate(const saa_result* result) {
  const saa_summary summary = summary_of(result);
  CHECK(summary.region_count > 0);
  int kept = 0;
  for (int32_t i = 0; i < summary.region_count; ++i) {
    const saa_region region = region_of(result, (size_t)i);
    CHECK(strlen(region.explanation) > 0 && strlen(region.phrase) > 0);
    if (region.rule == SAA_RULE_KEPT) {
      CHECK(region.rank == ++kept);  // kept ones come first, by rank
      CHECK(region.area > 0 && region.mask.values != NULL);
      CHECK(region.mask.x >= 0 && region.mask.x + region.mask.width <= summary.width);
      CHECK(isfinite(region.saliency) && region.rescored > 0);
    }
  }
  CHECK(kept > 0);
  CHECK(strcmp(saa_rule_name(SAA_RULE_TOP_K), "top_k") == 0);
  CHECK(strcmp(saa_rule_name((saa_rule)99), "unknown") == 0);
}

static void texts_are_there(const saa_result* result) {
  const saa_summary summary = summary_of(result);
  CHECK(strcmp(summary.method, "saa+") == 0 && strcmp(summary.preset, "paper") == 0);
  CHECK(strcmp(summary.engine, saa_segmenter_engine(segmenter)) == 0);
  CHECK(summary.timing_count > 0);
  const char* stage = NULL;
  double seconds = -1;
  CHECK(saa_result_timing(result, 0, &stage, &seconds) == SAA_OK && seconds >= 0);
  CHECK(stage != NULL && strlen(stage) > 0);
  for (int32_t i = 0; i < summary.prompt_count; ++i)
    CHECK(saa_result_prompt(result, (size_t)i) != NULL);
  for (int32_t i = 0; i < summary.notice_count; ++i)
    CHECK(saa_result_notice(result, (size_t)i) != NULL);
  char* json = NULL;
  CHECK(saa_result_json(result, &json) == SAA_OK);
  CHECK(json != NULL && strncmp(json, "{\"schema\":\"saa.result/1\"", 24) == 0);
  saa_string_free(json);
}

static void note_stage(const char* stage, void* context) {
  CHECK(strlen(stage) > 0);
  ++*(int*)context;
}

static void a_picture_is_predicted(void) {
  saa_profile* profile = NULL;
  CHECK(saa_profile_find("visa/candle", &profile) == SAA_OK);
  CHECK(strcmp(saa_profile_name(profile), "visa/candle") == 0);
  int stages = 0;
  saa_predict_options options;
  CHECK(saa_predict_options_init(&options, sizeof options) == SAA_OK);
  options.on_stage = note_stage;
  options.on_stage_context = &stages;
  saa_result* result = NULL;
  CHECK(saa_predict(segmenter, picture, profile, &options, &result) == SAA_OK);
  saa_profile_free(profile);  // the result no longer needs it
  the_map_is_the_score_and_the_mask(result);
  every_candidate_has_a_fate(result);
  texts_are_there(result);
  CHECK(stages > 1);
  saa_result_free(result);
}

static void switches_and_thresholds_count(void) {
  saa_predict_options options;
  CHECK(saa_predict_options_init(&options, sizeof options) == SAA_OK);
  options.saliency = 0;
  options.threshold = 1e6;
  saa_result* result = NULL;
  CHECK(saa_predict(segmenter, picture, NULL, &options, &result) == SAA_OK);
  const saa_summary summary = summary_of(result);
  CHECK(summary.threshold == 1e6 && summary.pred_label == 0);
  saa_float_map saliency = {1, 1, NULL};
  CHECK(saa_result_saliency_map(result, &saliency) == SAA_OK);
  CHECK(saliency.width == 0 && saliency.values == NULL);
  CHECK(isnan(region_of(result, 0).saliency));
  saa_result_free(result);
}

static double score_of(const saa_image* image) {
  saa_result* result = NULL;
  CHECK(saa_predict(segmenter, image, NULL, NULL, &result) == SAA_OK);
  const double score = summary_of(result).pred_score;
  saa_result_free(result);
  return score;
}

static void rows_with_gaps_are_the_same_picture(void) {
  const size_t width = (size_t)saa_image_width(picture), height = (size_t)saa_image_height(picture);
  const size_t stride = 3 * width + 13;
  uint8_t* rows = malloc(stride * height);
  memset(rows, 0xA5, stride * height);
  for (size_t y = 0; y < height; ++y)
    memcpy(rows + y * stride, saa_image_pixels(picture) + y * 3 * width, 3 * width);
  saa_image* copy = NULL;
  CHECK(saa_image_from_rgb(rows, (int32_t)width, (int32_t)height, stride, &copy) == SAA_OK);
  free(rows);
  CHECK(memcmp(saa_image_pixels(copy), saa_image_pixels(picture), 3 * width * height) == 0);
  CHECK(score_of(copy) == score_of(picture));
  saa_image_free(copy);
}

static void profiles_come_from_text(void) {
  saa_profile* profile = NULL;
  CHECK(saa_profile_parse("schema = 1\nobject = \"plate\"\ntop_k = 3\n", "parts/plate.toml",
                          &profile) == SAA_OK);
  CHECK(strcmp(saa_profile_name(profile), "parts/plate") == 0);
  char* toml = NULL;
  CHECK(saa_profile_to_toml(profile, &toml) == SAA_OK);
  CHECK(strstr(toml, "top_k = 3") != NULL);
  saa_string_free(toml);
  saa_profile_free(profile);
  CHECK(saa_profile_parse("schema = 1\ntop_q = 3\n", "x.toml", &profile) == SAA_ERROR_INPUT &&
        profile == NULL);
  CHECK(strstr(saa_last_error(), "top_k") != NULL);  // the nearest name
  CHECK(saa_builtin_profile_count() > 20);
  CHECK(saa_builtin_profile_name(saa_builtin_profile_count()) == NULL);
  CHECK(strlen(saa_builtin_profile_name(0)) > 0);
}

static void a_wish_to_stop_is_heard(void) {
  saa_cancel* cancel = NULL;
  CHECK(saa_cancel_new(&cancel) == SAA_OK);
  saa_predict_options options;
  CHECK(saa_predict_options_init(&options, sizeof options) == SAA_OK);
  options.cancel = cancel;
  saa_result* result = NULL;
  saa_cancel_request(cancel);
  CHECK(saa_predict(segmenter, picture, NULL, &options, &result) == SAA_ERROR_CANCELLED);
  CHECK(result == NULL);
  saa_cancel_reset(cancel);
  CHECK(saa_predict(segmenter, picture, NULL, &options, &result) == SAA_OK);
  saa_result_free(result);
  saa_cancel_free(cancel);
}

static int predict_in_a_thread(void* score) {
  CHECK(strcmp(saa_last_error(), "") == 0);  // other threads' errors are not mine
  saa_image* missing = NULL;
  CHECK(saa_image_read("missing.png", NULL, &missing) == SAA_ERROR_IO);
  *(double*)score = score_of(picture);
  return 0;
}

static void threads_share_a_segmenter(void) {
  enum { kThreads = 4 };
  thrd_t threads[kThreads];
  double scores[kThreads] = {0};
  CHECK(saa_image_width(NULL) == 0);  // an error of this thread
  for (int i = 0; i < kThreads; ++i) thrd_create(&threads[i], predict_in_a_thread, &scores[i]);
  for (int i = 0; i < kThreads; ++i) thrd_join(threads[i], NULL);
  for (int i = 0; i < kThreads; ++i) CHECK(scores[i] == score_of(picture));
  CHECK(strstr(saa_last_error(), "image is NULL") != NULL);
}

// A program that was compiled before there were contexts knows the first part of each struct.
static void older_sizes_keep_working(void) {
  saa_predict_options options;
  memset(&options, 0x5A, sizeof options);  // what lies behind an older struct is not to be read
  const size_t before = offsetof(saa_predict_options, context);
  CHECK(saa_predict_options_init(&options, before) == SAA_OK);
  CHECK(options.struct_size == before && *(unsigned char*)&options.context == 0x5A);
  saa_result* result = NULL;
  CHECK(saa_predict(segmenter, picture, NULL, &options, &result) == SAA_OK);
  saa_summary summary = {.struct_size = offsetof(saa_summary, references), .references = 77};
  CHECK(offsetof(saa_summary, neighbour_score) > summary.struct_size);
  CHECK(saa_result_summary(result, &summary) == SAA_OK);
  CHECK(summary.pred_score == score_of(picture) && summary.references == 77);
  saa_region region = {.struct_size = offsetof(saa_region, neighbours), .neighbours = 77};
  CHECK(saa_result_region(result, 0, &region) == SAA_OK);
  CHECK(region.rank == 1 && region.neighbours == 77);
  saa_result_free(result);
}

static void null_is_refused(void) {
  saa_image* image = picture;
  saa_profile* profile = NULL;
  saa_result* result = NULL;
  char* text = NULL;
  CHECK(saa_image_read(NULL, NULL, &image) == SAA_ERROR_USAGE && image == NULL);
  CHECK(saa_image_read("x", NULL, NULL) == SAA_ERROR_USAGE);
  CHECK(saa_image_decode(NULL, 1, "x", NULL, &image) == SAA_ERROR_USAGE);
  CHECK(saa_image_from_rgb(NULL, 1, 1, 3, &image) == SAA_ERROR_USAGE);
  CHECK(saa_image_height(NULL) == 0 && saa_image_pixels(NULL) == NULL);
  CHECK(saa_profile_find(NULL, &profile) == SAA_ERROR_USAGE);
  CHECK(saa_profile_load(NULL, &profile) == SAA_ERROR_USAGE);
  CHECK(saa_profile_parse(NULL, "x", &profile) == SAA_ERROR_USAGE);
  CHECK(saa_profile_parse("", NULL, &profile) == SAA_ERROR_USAGE);
  CHECK(saa_profile_name(NULL) == NULL && saa_profile_to_toml(NULL, &text) == SAA_ERROR_USAGE);
  CHECK(saa_segmenter_new(NULL, NULL) == SAA_ERROR_USAGE);
  CHECK(saa_segmenter_engine(NULL) == NULL && saa_segmenter_engine_notice(NULL) == NULL);
  CHECK(saa_predict(NULL, picture, NULL, NULL, &result) == SAA_ERROR_USAGE);
  CHECK(strstr(saa_last_error(), "segmenter is NULL") != NULL);
  CHECK(saa_predict(segmenter, NULL, NULL, NULL, &result) == SAA_ERROR_USAGE);
  CHECK(saa_predict(segmenter, picture, NULL, NULL, NULL) == SAA_ERROR_USAGE);
  CHECK(saa_cancel_new(NULL) == SAA_ERROR_USAGE);
  saa_cancel_request(NULL);
  saa_cancel_reset(NULL);
  CHECK(saa_result_anomaly_map(NULL, &(saa_float_map){0}) == SAA_ERROR_USAGE);
  CHECK(saa_result_pred_mask(NULL, &(saa_mask){0}) == SAA_ERROR_USAGE);
  CHECK(saa_result_summary(NULL, &(saa_summary){.struct_size = sizeof(saa_summary)}) ==
        SAA_ERROR_USAGE);
  CHECK(saa_result_json(NULL, &text) == SAA_ERROR_USAGE && text == NULL);
  CHECK(saa_result_notice(NULL, 0) == NULL);
  CHECK(saa_segmenter_options_init(NULL, 8) == SAA_ERROR_USAGE);
  saa_image_free(NULL);
  saa_profile_free(NULL);
  saa_segmenter_free(NULL);
  saa_result_free(NULL);
  saa_cancel_free(NULL);
  saa_string_free(NULL);
}

static void sizes_tell_versions(void) {
  saa_segmenter* none = NULL;
  saa_segmenter_options options;
  CHECK(saa_segmenter_options_init(&options, sizeof options + 8) == SAA_ERROR_USAGE);
  CHECK(strstr(saa_last_error(), "saa_segmenter_options::struct_size") != NULL);
  CHECK(saa_segmenter_options_init(&options, 8) == SAA_ERROR_USAGE);
  CHECK(saa_segmenter_options_init(&options, sizeof options) == SAA_OK);
  CHECK(options.struct_size == sizeof options && options.detector_size == 800);
  options.struct_size = 0;
  CHECK(saa_segmenter_new(&options, &none) == SAA_ERROR_USAGE && none == NULL);
  saa_result* result = NULL;
  saa_predict_options empty = {0};
  CHECK(saa_predict(segmenter, picture, NULL, &empty, &result) == SAA_ERROR_USAGE);
  saa_image* image = NULL;
  CHECK(saa_image_read("x.png", &(saa_read_limits){4096, 0, 0}, &image) == SAA_ERROR_USAGE);
  CHECK(saa_predict(segmenter, picture, NULL, NULL, &result) == SAA_OK);
  CHECK(saa_result_summary(result, &(saa_summary){0}) == SAA_ERROR_USAGE);
  CHECK(saa_result_region(result, 0, &(saa_region){0}) == SAA_ERROR_USAGE);
  CHECK(saa_result_region(result, 1000000, &(saa_region){.struct_size = sizeof(saa_region)}) ==
        SAA_ERROR_USAGE);
  CHECK(saa_result_timing(result, 1000000, NULL, NULL) == SAA_ERROR_USAGE);
  saa_result_free(result);
}

static void numbers_out_of_range_are_refused(void) {
  saa_segmenter* none = NULL;
  saa_segmenter_options options;
  CHECK(saa_segmenter_options_init(&options, sizeof options) == SAA_OK);
  options.engine = 17;
  CHECK(saa_segmenter_new(&options, &none) == SAA_ERROR_USAGE);
  CHECK(strstr(saa_last_error(), "engine is 17") != NULL);
  options.engine = SAA_ENGINE_OFFICIAL;
  options.models = "/there/is/no/such/folder";
  CHECK(saa_segmenter_new(&options, &none) == SAA_ERROR_WEIGHTS && none == NULL);
  saa_predict_options predict;
  CHECK(saa_predict_options_init(&predict, sizeof predict) == SAA_OK);
  predict.preset = -1;
  saa_result* result = NULL;
  CHECK(saa_predict(segmenter, picture, NULL, &predict, &result) == SAA_ERROR_USAGE);
  predict.preset = SAA_PRESET_PAPER;
  predict.threshold = -1;
  CHECK(saa_predict(segmenter, picture, NULL, &predict, &result) == SAA_ERROR_INPUT);
  const uint8_t pixels[12] = {0};
  saa_image* image = NULL;
  CHECK(saa_image_from_rgb(pixels, 2, 2, 5, &image) == SAA_ERROR_USAGE);
  CHECK(saa_image_from_rgb(pixels, 0, 2, 6, &image) == SAA_ERROR_INPUT);
  CHECK(saa_image_from_rgb(pixels, 2, -2, 6, &image) == SAA_ERROR_INPUT && image == NULL);
  CHECK(saa_image_decode(pixels, sizeof pixels, "zeros", NULL, &image) == SAA_ERROR_INPUT);
  CHECK(strstr(saa_last_error(), "zeros") != NULL);
  CHECK(saa_image_decode(pixels, 0, NULL, NULL, &image) == SAA_ERROR_INPUT);
  CHECK(saa_image_read("/there/is/no/such.png", NULL, &image) == SAA_ERROR_IO);
}

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  CHECK(strcmp(saa_last_error(), "") == 0);
  CHECK(saa_segmenter_new(NULL, &segmenter) == SAA_OK);
  CHECK(saa_image_read(argv[1], NULL, &picture) == SAA_OK);
  if (failures > 0) return 1;
  a_picture_is_predicted();
  switches_and_thresholds_count();
  rows_with_gaps_are_the_same_picture();
  profiles_come_from_text();
  a_wish_to_stop_is_heard();
  threads_share_a_segmenter();
  older_sizes_keep_working();
  null_is_refused();
  sizes_tell_versions();
  numbers_out_of_range_are_refused();
  saa_image_free(picture);
  saa_segmenter_free(segmenter);
  return failures == 0 ? 0 : 1;
}
