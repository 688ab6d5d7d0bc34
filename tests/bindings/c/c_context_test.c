// Contexts as a program in C meets them. Usage: c_context_test PICTURE OTHER SCRATCH_FILE
#include "answers.h"
#include "checks.h"

#include <math.h>
#include <saa.h>
#include <stddef.h>
#include <string.h>
#include <threads.h>

static saa_segmenter* segmenter;
static saa_image* picture;

static double score_of(const saa_image* image) {
  saa_result* result = NULL;
  CHECK(saa_predict(segmenter, image, NULL, NULL, &result) == SAA_OK);
  const double score = summary_of(result).pred_score;
  saa_result_free(result);
  return score;
}

static saa_context_options quick_options(void) {
  saa_context_options options;
  CHECK(saa_context_options_init(&options, sizeof options) == SAA_OK);
  CHECK(options.size == 80 && options.keep == 1);
  CHECK(options.cancel == NULL && options.on_progress == NULL);
  options.side = 64;
  return options;
}

static saa_context* context_of(char** paths, size_t count) {
  const saa_context_options options = quick_options();
  saa_context* context = NULL;
  CHECK(saa_context_build((const char* const*)paths, count, &options, &context) == SAA_OK);
  return context;
}

static double neighbour_score(const saa_predict_options* options, uint64_t references) {
  saa_result* result = NULL;
  CHECK(saa_predict(segmenter, picture, NULL, options, &result) == SAA_OK);
  CHECK(summary_of(result).references == references);
  saa_float_map map = {1, 1, NULL};
  CHECK(saa_result_neighbour_map(result, &map) == SAA_OK);
  CHECK(map.width == (references > 0 ? saa_image_width(picture) : 0));
  CHECK((map.values != NULL) == (references > 0));
  const saa_region best = region_of(result, 0);
  CHECK(best.rule == SAA_RULE_KEPT);
  CHECK(isnan(best.neighbours) == (references == 0));
  CHECK(isnan(best.neighbour_factor) == (references == 0));
  CHECK(isnan(summary_of(result).neighbour_score) == (references == 0));
  CHECK(references == 0 || summary_of(result).neighbour_score > 0);
  const double score = summary_of(result).pred_score;
  saa_result_free(result);
  return score;
}

static void pictures_are_compared(char** paths, const char* scratch) {
  saa_context* context = context_of(paths, 2);
  CHECK(saa_context_reference_count(context) == 2);
  CHECK(strstr(saa_context_reference(context, 0), ".jpg") != NULL);
  CHECK(saa_context_reference(context, 2) == NULL && saa_context_notice(context, 99) == NULL);
  CHECK(saa_context_notice_count(context) == 0);
  CHECK(saa_context_save(context, scratch) == SAA_OK);
  saa_predict_options options;
  CHECK(saa_predict_options_init(&options, sizeof options) == SAA_OK);
  options.context = context;
  const double compared = neighbour_score(&options, 1);  // the picture is one of the two
  options.neighbours = 0;
  CHECK(neighbour_score(&options, 0) == score_of(picture));
  saa_context_free(context);
  CHECK(saa_context_open(scratch, NULL, &context) == SAA_OK);
  options.context = context;
  options.neighbours = 1;
  CHECK(neighbour_score(&options, 1) == compared);
  options.preset = SAA_PRESET_SAA;
  saa_result* result = NULL;
  CHECK(saa_predict(segmenter, picture, NULL, &options, &result) == SAA_ERROR_USAGE);
  saa_context_free(context);
}

static void a_comparison_outlives_what_it_compared(char** paths) {
  saa_context* context = context_of(paths, 2);
  saa_image* image = NULL;
  CHECK(saa_image_read(paths[0], NULL, &image) == SAA_OK);
  saa_comparison* comparison = NULL;
  CHECK(saa_context_compare(context, image, &comparison) == SAA_OK);
  saa_image_free(image);
  saa_context_free(context);
  saa_float_map grid = {0};
  CHECK(saa_comparison_grid(comparison, &grid) == SAA_OK);
  CHECK(grid.width > 1 && grid.height > 1);
  float farthest = 0;
  for (int32_t i = 0; i < grid.width * grid.height; ++i) {
    CHECK(grid.values[i] >= 0);
    if (grid.values[i] > farthest) farthest = grid.values[i];
  }
  CHECK(farthest > 0 && isfinite(farthest));
  CHECK(saa_comparison_image_score(comparison) > 0 && saa_comparison_usual(comparison) > 0);
  CHECK(saa_comparison_references(comparison) == 1);  // the image is one of the two
  saa_comparison_free(comparison);
}

typedef struct building {
  uint64_t calls, done, all;
  thrd_t thread;
  saa_cancel* cancel;  // asked for at the first step
} building;

static void note_progress(uint64_t done, uint64_t all, void* context) {
  building* seen = context;
  CHECK(done > seen->done && done <= all && thrd_equal(thrd_current(), seen->thread));
  seen->done = done;
  seen->all = all;
  ++seen->calls;
  saa_cancel_request(seen->cancel);
}

static void building_tells_how_far_it_is(char** paths) {
  building seen = {.thread = thrd_current()};
  saa_context_options options = quick_options();
  options.on_progress = note_progress;
  options.on_progress_context = &seen;
  saa_context* context = NULL;
  CHECK(saa_context_build((const char* const*)paths, 2, &options, &context) == SAA_OK);
  CHECK(seen.calls == 4 && seen.done == 4 && seen.all == 4);  // each picture is two steps
  saa_context_free(context);
}

static void building_hears_a_wish_to_stop(char** paths) {
  building seen = {.thread = thrd_current()};
  CHECK(saa_cancel_new(&seen.cancel) == SAA_OK);
  saa_context_options options = quick_options();
  options.cancel = seen.cancel;
  options.on_progress = note_progress;
  options.on_progress_context = &seen;
  saa_context* context = NULL;
  CHECK(saa_context_build((const char* const*)paths, 2, &options, &context) == SAA_ERROR_CANCELLED);
  CHECK(context == NULL && seen.calls == 1);
  CHECK(saa_context_build((const char* const*)paths, 2, &options, &context) == SAA_ERROR_CANCELLED);
  CHECK(context == NULL && seen.calls == 1);  // no step was taken
  saa_cancel_reset(seen.cancel);
  options.on_progress = NULL;
  CHECK(saa_context_build((const char* const*)paths, 2, &options, &context) == SAA_OK);
  saa_context_free(context);
  saa_cancel_free(seen.cancel);
}

static void sizes_of_neighbourhood_are_taken(char** paths) {
  const int32_t sides[] = {1, 2};
  saa_context_options options = quick_options();
  CHECK(options.neighbourhoods == NULL && options.neighbourhood_count == 0);
  options.neighbourhoods = sides;
  options.neighbourhood_count = 2;
  saa_context* context = NULL;
  CHECK(saa_context_build((const char* const*)paths, 2, &options, &context) == SAA_ERROR_USAGE);
  CHECK(strstr(saa_last_error(), "2 places") != NULL);
  options.neighbourhoods = NULL;
  CHECK(saa_context_build((const char* const*)paths, 2, &options, &context) == SAA_ERROR_USAGE);
  options.neighbourhoods = sides;
  options.neighbourhood_count = 1;  // the network's own
  CHECK(saa_context_build((const char* const*)paths, 2, &options, &context) == SAA_OK);
  saa_context_free(context);
}

// A program that was compiled before building could be stopped.
static void older_options_keep_working(char** paths) {
  saa_context_options options;
  memset(&options, 0x5A, sizeof options);  // what lies behind an older struct is not to be read
  const size_t before = offsetof(saa_context_options, cancel);
  CHECK(saa_context_options_init(&options, before) == SAA_OK);
  CHECK(options.struct_size == before && *(unsigned char*)&options.cancel == 0x5A);
  options.side = 64;
  saa_context* context = NULL;
  CHECK(saa_context_build((const char* const*)paths, 2, &options, &context) == SAA_OK);
  saa_context_free(context);
}

static void the_only_picture_has_no_neighbours(char** paths) {
  saa_context* context = context_of(paths, 1);
  saa_comparison* comparison = NULL;
  CHECK(saa_context_compare(context, picture, &comparison) == SAA_OK);
  saa_float_map grid = {1, 1, NULL};
  CHECK(saa_comparison_grid(comparison, &grid) == SAA_OK && grid.width == 0 && grid.height == 0);
  CHECK(saa_comparison_references(comparison) == 0);
  saa_comparison_free(comparison);
  saa_context_free(context);
}

static void the_neighbours_alone_need_a_context(char** paths) {
  saa_segmenter_options options;
  CHECK(saa_segmenter_options_init(&options, sizeof options) == SAA_OK);
  options.method = SAA_METHOD_NEIGHBOURS;
  saa_segmenter* alone = NULL;
  CHECK(saa_segmenter_new(&options, &alone) == SAA_OK);
  saa_result* result = NULL;
  CHECK(saa_predict(alone, picture, NULL, NULL, &result) == SAA_ERROR_USAGE && result == NULL);
  saa_context* context = context_of(paths, 2);
  saa_predict_options predict;
  CHECK(saa_predict_options_init(&predict, sizeof predict) == SAA_OK);
  predict.context = context;
  CHECK(saa_predict(alone, picture, NULL, &predict, &result) == SAA_OK);
  CHECK(strcmp(summary_of(result).method, "neighbours") == 0);
  saa_result_free(result);
  saa_context_free(context);
  saa_segmenter_free(alone);
}

static void what_is_no_context_is_refused(char** paths) {
  saa_context* context = NULL;
  CHECK(saa_context_build(NULL, 0, NULL, &context) == SAA_ERROR_INPUT);
  CHECK(saa_context_build(NULL, 2, NULL, &context) == SAA_ERROR_USAGE);
  const char* const holes[2] = {paths[0], NULL};
  CHECK(saa_context_build(holes, 2, NULL, &context) == SAA_ERROR_USAGE);
  CHECK(saa_context_open(paths[0], NULL, &context) == SAA_ERROR_INPUT && context == NULL);
  CHECK(saa_context_open(NULL, NULL, &context) == SAA_ERROR_USAGE);
  CHECK(saa_context_save(NULL, "x") == SAA_ERROR_USAGE);
  CHECK(saa_context_reference_count(NULL) == 0 && saa_context_notice(NULL, 0) == NULL);
  saa_context_options options;
  CHECK(saa_context_options_init(&options, sizeof options) == SAA_OK);
  options.network = 17;
  CHECK(saa_context_build((const char* const*)paths, 2, &options, &context) == SAA_ERROR_USAGE);
  saa_context_free(NULL);
}

static void what_cannot_be_compared_is_refused(char** paths) {
  saa_comparison* comparison = NULL;
  CHECK(saa_context_compare(NULL, picture, &comparison) == SAA_ERROR_USAGE);
  saa_context* context = context_of(paths, 2);
  CHECK(saa_context_compare(context, NULL, &comparison) == SAA_ERROR_USAGE && comparison == NULL);
  CHECK(saa_context_compare(context, picture, NULL) == SAA_ERROR_USAGE);
  saa_context_free(context);
  saa_float_map grid = {0};
  CHECK(saa_comparison_grid(NULL, &grid) == SAA_ERROR_USAGE);
  CHECK(saa_comparison_image_score(NULL) == 0 && saa_comparison_usual(NULL) == 0);
  CHECK(saa_comparison_references(NULL) == 0);
  CHECK(strstr(saa_last_error(), "comparison is NULL") != NULL);
  saa_comparison_free(NULL);
}

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  CHECK(saa_segmenter_new(NULL, &segmenter) == SAA_OK);
  CHECK(saa_image_read(argv[1], NULL, &picture) == SAA_OK);
  if (failures > 0) return 1;
  char** paths = argv + 1;
  pictures_are_compared(paths, argv[3]);
  a_comparison_outlives_what_it_compared(paths);
  the_only_picture_has_no_neighbours(paths);
  building_tells_how_far_it_is(paths);
  building_hears_a_wish_to_stop(paths);
  older_options_keep_working(paths);
  sizes_of_neighbourhood_are_taken(paths);
  the_neighbours_alone_need_a_context(paths);
  what_is_no_context_is_refused(paths);
  what_cannot_be_compared_is_refused(paths);
  saa_image_free(picture);
  saa_segmenter_free(segmenter);
  return failures == 0 ? 0 : 1;
}
