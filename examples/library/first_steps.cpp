#include <iostream>
#include <saa/saa.h>

int main(int argc, char** argv) try {
  saa::Segmenter segmenter;  // loads the networks once; may be shared by threads
  for (int i = 1; i < argc; ++i) {
    const saa::Result result =
        segmenter.predict(saa::read_image(argv[i]), saa::find_profile("default"));
    std::cout << argv[i] << ": " << result.pred_score
              << (result.pred_label ? " anomalous\n" : " nothing found\n");
  }
} catch (const saa::Error& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
