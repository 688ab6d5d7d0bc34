// Masks as a result carries them (COCO's compressed run lengths, columns first) and what the page asks of them.

/** Run lengths, alternately outside and inside, beginning outside. */
export function decodeCounts(text) {
  const counts = [];
  for (let at = 0; at < text.length;) {
    let value = 0, shift = 0, more = true;
    while (more) {
      const six = text.charCodeAt(at++) - 48;
      value |= (six & 31) << shift;
      more = (six & 32) !== 0;
      shift += 5;
      if (!more && (six & 16) !== 0) value |= -1 << shift;  // the sign
    }
    if (counts.length > 2) value += counts[counts.length - 2];
    counts.push(value);
  }
  return counts;
}

export class RegionMask {
  /** @param mask {size: [height, width], counts} */
  constructor(mask) {
    [this.height, this.width] = mask.size;
    this.runs = [];  // [first, last + 1] of each run inside, counted down the columns
    let at = 0;
    decodeCounts(mask.counts).forEach((length, i) => {
      if (i % 2 === 1 && length > 0) this.runs.push([at, at + length]);
      at += length;
    });
  }

  contains(x, y) {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return false;
    const place = x * this.height + y;
    let low = 0, high = this.runs.length;  // the last run that begins at or before the place
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.runs[middle][0] <= place) low = middle + 1;
      else high = middle;
    }
    return low > 0 && place < this.runs[low - 1][1];
  }

  /** Largest value of a map (rows first) inside the mask; 0 if it is empty. */
  peakOf(values) {
    let peak = 0;
    for (const [first, end] of this.runs) {
      for (let place = first; place < end; ++place) {
        const x = Math.floor(place / this.height);
        peak = Math.max(peak, values[(place - x * this.height) * this.width + x]);
      }
    }
    return peak;
  }

  /** The outline along the pixels' edges, in pixels of the image. Holes are loops too. */
  outline() {
    this.path ??= trace(this);
    return this.path;
  }
}

/** The mask cut to its bounding box, as bytes. */
function cropped(mask) {
  if (mask.runs.length === 0) return {left: 0, top: 0, width: 0, height: 0, inside: new Uint8Array(0)};
  const {height} = mask;
  const left = Math.floor(mask.runs[0][0] / height);
  const right = Math.floor((mask.runs.at(-1)[1] - 1) / height);
  let top = height, bottom = 0;
  for (const [first, end] of mask.runs) {
    const wraps = Math.floor(first / height) !== Math.floor((end - 1) / height);
    top = Math.min(top, wraps ? 0 : first % height);
    bottom = Math.max(bottom, wraps ? height - 1 : (end - 1) % height);
  }
  const box = {left, top, width: right - left + 1, height: bottom - top + 1};
  box.inside = new Uint8Array(box.width * box.height);
  for (const [first, end] of mask.runs) {
    for (let place = first; place < end; ++place)
      box.inside[(place % height - top) * box.width + Math.floor(place / height) - left] = 1;
  }
  return box;
}

const kSteps = [[1, 0], [0, 1], [-1, 0], [0, -1]];  // right, down, left, up

/** Which ways the outline leaves each corner of the grid, a bit a direction; the inside is to the right. */
function outlineSteps({width, height, inside}) {
  const stride = width + 1;
  const steps = new Uint8Array(stride * (height + 1));
  const at = (x, y) => x >= 0 && y >= 0 && x < width && y < height && inside[y * width + x] === 1;
  for (let y = 0; y < height; ++y) {
    for (let x = 0; x < width; ++x) {
      if (!at(x, y)) continue;
      if (!at(x, y - 1)) steps[y * stride + x] |= 1;
      if (!at(x + 1, y)) steps[y * stride + x + 1] |= 2;
      if (!at(x, y + 1)) steps[(y + 1) * stride + x + 1] |= 4;
      if (!at(x - 1, y)) steps[(y + 1) * stride + x] |= 8;
    }
  }
  return steps;
}

function trace(mask) {
  const box = cropped(mask);
  const steps = outlineSteps(box);
  const stride = box.width + 1;
  const path = new Path2D();
  for (let start = 0; start < steps.length; ++start) {
    while (steps[start] !== 0) {
      let x = start % stride, y = Math.floor(start / stride);
      let direction = Math.log2(steps[start] & -steps[start]);
      path.moveTo(box.left + x, box.top + y);
      do {
        steps[y * stride + x] &= ~(1 << direction);
        x += kSteps[direction][0];
        y += kSteps[direction][1];
        const next = [1, 0, 3].map((turn) => (direction + turn) % 4)
            .find((way) => steps[y * stride + x] & (1 << way));
        if (next !== direction) path.lineTo(box.left + x, box.top + y);
        direction = next;
      } while (direction !== undefined);
      path.closePath();
    }
  }
  return path;
}
