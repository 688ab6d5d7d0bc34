// Zero-shot anomaly segmentation with hybrid prompts.
//
//   saa::Segmenter segmenter;                          // loads the networks once
//   saa::Image image = saa::read_image("part.jpg");
//   saa::Result result = segmenter.predict(image, saa::find_profile("default"));
//   result.pred_score, result.anomaly_map, result.regions …
//
// A Segmenter may be shared by threads. All values own their memory. Everything thrown on purpose
// derives from saa::Error.
#pragma once

#include <saa/error.h>
#include <saa/image.h>
#include <saa/profile.h>
#include <saa/result.h>
#include <saa/segmenter.h>
#include <saa/version.h>
