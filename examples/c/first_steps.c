#include <saa.h>
#include <stdio.h>

static saa_status report(const saa_segmenter* segmenter, const char* path) {
  saa_image* image = NULL;
  saa_result* result = NULL;
  saa_summary summary = {.struct_size = sizeof summary};
  saa_status status = saa_image_read(path, NULL, &image);
  if (status == SAA_OK) status = saa_predict(segmenter, image, NULL, NULL, &result);
  if (status == SAA_OK) status = saa_result_summary(result, &summary);
  if (status == SAA_OK) {
    const char* verdict = summary.pred_label ? "anomalous" : "nothing found";
    printf("%s: %g %s\n", path, summary.pred_score, verdict);
  }
  saa_result_free(result);
  saa_image_free(image);
  return status;
}

int main(int argc, char** argv) {
  saa_segmenter* segmenter = NULL;  // loads the networks once; may be shared by threads
  saa_status status = saa_segmenter_new(NULL, &segmenter);
  for (int i = 1; i < argc && status == SAA_OK; ++i) status = report(segmenter, argv[i]);
  if (status != SAA_OK) fprintf(stderr, "%s\n", saa_last_error());
  saa_segmenter_free(segmenter);
  return status == SAA_OK ? 0 : 1;
}
