// What lies over the image: the map in colours, the part, outlines and names of the candidates.
import {paintMap} from './colours.js';

const kInMap = '#ff3b6b', kBelow = '#ffc53d', kDropped = '#7cc4ff', kPart = '#2dd4bf';

/** How a candidate is drawn; null: not at all. */
export function styleOf(candidate, {threshold, look, hot, selected}) {
  const isHot = candidate.index === hot || candidate.index === selected;
  const kept = candidate.region.fate.rule === 'kept';
  if (!isHot && !(kept ? look.kept : look.dropped)) return null;
  const colour = !kept ? kDropped : candidate.peak >= threshold && candidate.peak > 0 ? kInMap : kBelow;
  return {colour, isHot, width: isHot ? (kept ? 3 : 2) : kept ? 2 : 1.25, dash: kept ? [] : [7, 4]};
}

function pathOf(candidate) {
  if (candidate.mask) return candidate.mask.outline();
  const [x0, y0, x1, y1] = candidate.region.box;
  const path = new Path2D();
  path.rect(x0, y0, x1 - x0, y1 - y0);
  return path;
}

/** A line with a dark edge, seen on any picture. Widths are those on the screen. */
function stroke(context, path, {colour, width, dash}, scale) {
  context.lineJoin = 'round';
  for (const [style, extra] of [[dash.length > 0 ? 'rgb(0 0 0 / 0.4)' : 'rgb(0 0 0 / 0.55)', 1.75], [colour, 0]]) {
    context.strokeStyle = style;
    context.lineWidth = (width + extra) / scale;
    context.setLineDash(extra > 0 ? [] : dash.map((length) => length / scale));
    context.stroke(path);
  }
  context.setLineDash([]);
}

function drawName(context, candidate, colour, scale) {
  const [x0, y0] = candidate.region.box;
  const text = candidate.region.rank === null ? '×' : String(candidate.region.rank);
  const size = 12 / scale;
  context.font = `600 ${size}px system-ui, sans-serif`;
  const width = context.measureText(text).width + 9 / scale, height = 17 / scale;
  const x = Math.max(x0, 0), y = y0 - height - 3 / scale < 0 ? Math.max(y0, 0) + 3 / scale : y0 - height - 3 / scale;
  context.fillStyle = 'rgb(0 0 0 / 0.78)';
  context.beginPath();
  context.roundRect(x, y, width, height, 3 / scale);
  context.fill();
  context.fillStyle = colour;
  context.textBaseline = 'middle';
  context.fillText(text, x + 4.5 / scale, y + height / 2);
}

export class Layers {
  #painted = {answer: null, name: null, canvas: null};

  #map(answer, name) {
    if (!answer.maps[name]) return null;
    if (this.#painted.answer !== answer || this.#painted.name !== name)
      this.#painted = {answer, name, canvas: paintMap(name, answer.maps[name])};
    return this.#painted.canvas;
  }

  /** @param scene {answer, look: {layer, opacity, kept, dropped, object}, threshold, hot, selected} */
  draw(context, scale, scene) {
    const {answer, look} = scene;
    if (!answer) return;
    const {width, height} = answer.result.image;
    const map = this.#map(answer, look.layer);
    if (map) {
      context.globalAlpha = look.opacity;
      context.drawImage(map, 0, 0, width, height);
      context.globalAlpha = 1;
    }
    if (look.object && answer.object)
      stroke(context, answer.object.outline(), {colour: kPart, width: 1.5, dash: []}, scale);
    const drawn = answer.candidates.map((candidate) => ({candidate, style: styleOf(candidate, scene)}))
        .filter(({style}) => style !== null)
        .sort((a, b) => (a.style.isHot - b.style.isHot) || (b.candidate.index - a.candidate.index));
    for (const {candidate, style} of drawn) {
      const path = pathOf(candidate);
      if (style.isHot) {
        context.fillStyle = `${style.colour}38`;
        context.fill(path, 'evenodd');
      }
      stroke(context, path, style, scale);
    }
    for (const {candidate, style} of drawn)
      if (style.isHot || candidate.region.fate.rule === 'kept') drawName(context, candidate, style.colour, scale);
  }
}

/** The picture with its layers in the image's own size, as a PNG. */
export async function overlayPng(bitmap, layers, scene) {
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext('2d');
  context.drawImage(bitmap, 0, 0);
  layers.draw(context, 900 / Math.max(bitmap.width, bitmap.height, 900), scene);
  return canvas.convertToBlob({type: 'image/png'});
}
