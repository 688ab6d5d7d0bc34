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

/** Undoes a row's filter in place. `above` is the row before it, all zero for the first. */
function unfilter(kind, row, above) {
  const step = 2;  // bytes a pixel
  for (let i = 0; i < row.length; ++i) {
    const left = i < step ? 0 : row[i - step];
    const corner = i < step ? 0 : above[i - step];
    switch (kind) {
      case 0: return;
      case 1: row[i] += left; break;
      case 2: row[i] += above[i]; break;
      case 3: row[i] += (left + above[i]) >> 1; break;
      case 4: row[i] += paeth(left, above[i], corner); break;
      default: throw new Error(`PNG filter ${kind} is unknown`);
    }
  }
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
  const values = new Uint16Array(width * height);
  let above = new Uint8Array(stride);
  for (let y = 0; y < height; ++y) {
    const start = y * (stride + 1);
    const row = raw.subarray(start + 1, start + 1 + stride);
    unfilter(raw[start], row, above);
    for (let x = 0; x < width; ++x) values[y * width + x] = (row[2 * x] << 8) | row[2 * x + 1];
    above = row;
  }
  return {width, height, values};
}
