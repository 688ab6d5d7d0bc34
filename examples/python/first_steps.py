import sys

import saa

segmenter = saa.Segmenter()  # loads the networks once; may be shared by threads
for path, result in zip(sys.argv[1:], segmenter.predict_batch(sys.argv[1:])):
    print(f"{path}: {result.pred_score:.3f} {'anomalous' if result.pred_label else 'nothing found'}")
