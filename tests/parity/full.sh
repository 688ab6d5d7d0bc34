#!/usr/bin/env bash
# Compares saa with the official implementations at their full sizes and writes docs/parity.md.
# Takes the better part of an hour on two cores, about 10 GB of memory and 8 GB of disk.
#
# Usage: tests/parity/full.sh BUILD PUBLISHED [MODELS] [PROFILE=IMAGE…]
#   BUILD      build folder with the programs saa and saa_parity_models
#   PUBLISHED  checkout of github.com/caoyunkang/Segment-Any-Anomaly
#   MODELS     folder for the seeded checkpoints (4 GB), kept; made in a temporary folder if it is "-"
# VOCABULARY names BERT's vocabulary (default build/deps/models/bert-base-uncased-vocab.txt, see
# scripts/fetch-models), EFFICIENTNET the weights of EfficientNet-Lite0 and MERGES CLIP's merges beside
# it, PYTHON a Python with tests/parity/requirements.txt (default python3). DINOV2 names a checkout of
# github.com/facebookresearch/dinov2; without it the large transformers of the neighbour prompt are left out.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
build=$(realpath "$1")
published=$(realpath "$2")
models=${3:--}
shift $(($# < 3 ? $# : 3))
images=("$@")
if [ ${#images[@]} -eq 0 ]; then
  # A profile in which the seeded detector finds objects: the published code fails where it finds none.
  images=("mtd/mtd=$root/examples/visa/candle.jpg" "mtd/mtd=$root/examples/visa/capsules.jpg")
fi
python=${PYTHON:-python3}
vocabulary=${VOCABULARY:-$root/build/deps/models/bert-base-uncased-vocab.txt}
merges=${MERGES:-$root/build/deps/models/bpe_simple_vocab_16e6.txt.gz}
efficientnet=${EFFICIENTNET:-$root/build/deps/models/efficientnet-lite0-57934424.pth}
dinov2=${DINOV2:+$(realpath "$DINOV2")}
saa=$(find "$build" -name saa -type f -perm -u+x | head -n 1)
parity=$(find "$build" -name '*parity_models*' -type f -perm -u+x | head -n 1)
: "${saa:?no program saa in $build}" "${parity:?no parity program in $build}"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
[ "$models" != - ] || models=$scratch/models
mkdir -p "$models"

table() { # the rows of a script's table, its other words on standard error
  "$@" | tee /dev/stderr | grep '^|' | grep -v -e '^| network ' -e '^| --- '
}

cd "$here"
"$python" full_size.py "$parity" "$efficientnet" # writes the page and its first rows
page=$root/docs/parity.md
table "$python" grounding_dino_full.py "$parity" "$vocabulary" "$root/examples/visa/candle.jpg" >>"$page"
table "$python" sam_full.py "$parity" >>"$page"
table "$python" clip_full.py "$parity" >>"$page"
[ -z "$dinov2" ] || table "$python" vit_full.py "$parity" "$dinov2" >>"$page"
table "$python" baselines_full.py "$saa" "$merges" >>"$page"

if [ ! -f "$models/wide_resnet50_racm-8234f177.pth" ]; then
  "$python" seeded_checkpoints.py "$models" --vocabulary "$vocabulary"
fi
"$python" cascade_original.py --published "$published" "$models" "$scratch/original" "${images[@]}"
cat >>"$page" <<'PAGE'

## The whole cascade

`saa predict --preset reference` and the published SAA code with its own pre-processing, on the same seeded
checkpoints of the official sizes (`tests/parity/seeded_checkpoints.py`): largest differences over all candidates of an image.

PAGE
"$python" cascade_compare.py "$saa" "$models" "$scratch/original" | tee -a "$page"
