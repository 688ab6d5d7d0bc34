#include <saa/saa.h>

#include <iostream>

int main(int argc, char** argv) try {
  saa::Segmenter segmenter;  // loads the networks once; may be shared by threads
  const saa::Profile profile = saa::find_profile("default");
  for (int i = 1; i < argc; ++i) {
    const saa::Result result = segmenter.predict(saa::read_image(argv[i]), profile);
    std::cout << argv[i] << " score " << result.pred_score << (result.pred_label ? " anomalous\n" : " normal\n");
    for (const saa::Region& region : result.regions)
      std::cout << "  " << region.area << " px, " << saa::rule_name(region.fate.rule) << '\n';
  }
} catch (const saa::Error& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
