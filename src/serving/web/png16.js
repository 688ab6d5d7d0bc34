// 16-bit grey PNG files as numbers: a canvas would cut them to 8 bits.

const kSignature = [137, 80, 78, 71, 13, 10, 26, 10];

/** The bytes behind base64. */
export function bytesOf(base64) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; ++i) bytes[i] = text.charCodeAt(i);
  return bytes;
}

async function inflate(parts) {
  const stream = new Blob(parts).stream().pipeThrough(new DecompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function paeth(a, b, c) {
  const p = a + b - c;
  const pa = Math.abs(p - a), pb = Math.abs(p - b), pc = Math.abs(p - c);
  return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
}

const kStep = 2;  // bytes a pixel

// What undoes each of the five filters, in place. `above` is the row before, all zero for the first. One loop each:
// a map has millions of bytes and is waited for.
const kUnfilter = [
  () => {},
  (row) => {
    for (let i = kStep; i < row.length; ++i) row[i] += row[i - kStep];
  },
  (row, above) => {
    for (let i = 0; i < row.length; ++i) row[i] += above[i];
  },
  (row, above) => {
    for (let i = 0; i < kStep; ++i) row[i] += above[i] >> 1;
    for (let i = kStep; i < row.length; ++i) row[i] += (row[i - kStep] + above[i]) >> 1;
  },
  (row, above) => {
    for (let i = 0; i < kStep; ++i) row[i] += above[i];
    for (let i = kStep; i < row.length; ++i) row[i] += paeth(row[i - kStep], above[i], above[i - kStep]);
  },
];

/** The numbers of unfiltered rows. Within a row they are read in one go and turned from the file's byte order. */
function numbersOf(raw, width, height) {
  const values = new Uint16Array(width * height);
  const bytes = new Uint8Array(values.buffer);
  const stride = 2 * width;
  for (let y = 0; y < height; ++y) bytes.set(raw.subarray(y * (stride + 1) + 1, (y + 1) * (stride + 1)), y * stride);
  if (new Uint8Array(Uint16Array.of(1).buffer)[0] === 1)
    for (let i = 0; i < values.length; ++i) values[i] = (values[i] << 8) | (values[i] >> 8);
  return values;
}

/**
 * @param {Uint8Array} file a PNG of 16-bit grey, not interlaced.
 * @returns {Promise<{width: number, height: number, values: Uint16Array}>}
 */
export async function decodeGrey16(file) {
  if (!kSignature.every((byte, i) => file[i] === byte)) throw new Error('not a PNG file');
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  let width = 0, height = 0;
  const parts = [];
  for (let at = 8; at + 12 <= file.length;) {
    const size = view.getUint32(at);
    const name = String.fromCharCode(...file.subarray(at + 4, at + 8));
    if (name === 'IHDR') {
      width = view.getUint32(at + 8);
      height = view.getUint32(at + 12);
      const [depth, colour, , , interlace] = file.subarray(at + 16, at + 21);
      if (depth !== 16 || colour !== 0 || interlace !== 0) throw new Error('expected a plain 16-bit grey PNG');
    } else if (name === 'IDAT') {
      parts.push(file.subarray(at + 8, at + 8 + size));
    }
    at += size + 12;
  }
  const raw = await inflate(parts);
  const stride = 2 * width;
  if (width === 0 || raw.length !== height * (stride + 1)) throw new Error('the PNG is cut short');
  let above = new Uint8Array(stride);
  for (let y = 0; y < height; ++y) {
    const start = y * (stride + 1);
    const undo = kUnfilter[raw[start]];
    if (!undo) throw new Error(`PNG filter ${raw[start]} is unknown`);
    const row = raw.subarray(start + 1, start + 1 + stride);
    undo(row, above);
    above = row;
  }
  return {width, height, values: numbersOf(raw, width, height)};
}
