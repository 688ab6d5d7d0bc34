// Colours of the maps. The scales are fixed: the same colour means the same value in every picture.

// From yellow over red to purple, as in the overlays that `saa predict` writes.
const kHeat = [[255, 231, 120], [255, 184, 40], [250, 105, 20], [215, 25, 60], [135, 5, 105]];
const kDistance = [[68, 1, 84], [59, 82, 139], [33, 145, 140], [94, 201, 98], [253, 231, 37]];

/** What each map shows; `full` is the value of the strongest colour. */
export const kMaps = {
  anomaly_map: {title: 'Anomaly score', stops: kHeat, full: 1, fades: true},
  saliency_map: {title: 'Saliency: mean 1 − cos', stops: kDistance, full: 1, fades: false},
  neighbour_map: {title: 'Distance to neighbours', stops: kDistance, full: 1, fades: false},
};

/** Colour of t in [0, 1]. */
export function colourAt(stops, t) {
  const place = Math.min(Math.max(t, 0), 1) * (stops.length - 1);
  const below = Math.min(Math.floor(place), stops.length - 2);
  return stops[below].map((c, i) => Math.round(c + (stops[below + 1][i] - c) * (place - below)));
}

/** The colour of each 16-bit value of a map, as the four bytes of a pixel; a map that fades is transparent at 0. */
function table({stops, fades, full}, unit) {
  const colours = new Uint32Array(65536);
  const rgba = new Uint8ClampedArray(4);
  const pixel = new Uint32Array(rgba.buffer);
  let before = -1;
  for (let value = 0; value < colours.length; ++value) {
    const shade = Math.min(255, Math.round(value / unit / full * 255));  // as many as a screen shows
    if (shade !== before) {
      const opacity = fades ? Math.sqrt(shade / 255) : 1;  // the root lets weak values be seen at all
      rgba.set([...colourAt(stops, shade / 255), 255 * opacity]);
      before = shade;
    }
    colours[value] = pixel[0];
  }
  return colours;
}

const kTables = new Map();  // of every map and unit that was shown

function tableOf(name, unit) {
  const key = `${name} ${unit}`;
  if (!kTables.has(key)) kTables.set(key, table(kMaps[name], unit));
  return kTables.get(key);
}

const kLargestSide = 4096;  // of the coloured picture; larger maps are shown by the largest value of each cell

/** The largest value of each cell of cell × cell values. */
function pooled({values, width, height}, cell) {
  const columns = Math.ceil(width / cell);
  const peaks = new Uint16Array(columns * Math.ceil(height / cell));
  for (let y = 0; y < height; ++y) {
    const row = Math.floor(y / cell) * columns;
    for (let x = 0; x < width; ++x) {
      const at = row + Math.floor(x / cell);
      peaks[at] = Math.max(peaks[at], values[y * width + x]);
    }
  }
  return peaks;
}

/** The map as a picture to lay over the image. @param map {width, height, values, unit} */
export function paintMap(name, map) {
  const cell = Math.ceil(Math.max(map.width, map.height) / kLargestSide);
  const width = Math.ceil(map.width / cell), height = Math.ceil(map.height / cell);
  const peaks = cell === 1 ? map.values : pooled(map, cell);
  const colours = tableOf(name, map.unit);
  const pixels = new ImageData(width, height);
  const out = new Uint32Array(pixels.data.buffer);
  for (let i = 0; i < out.length; ++i) out[i] = colours[peaks[i]];
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d').putImageData(pixels, 0, 0);
  return canvas;
}
