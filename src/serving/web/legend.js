// The colour scale of the map that is shown, with its unit and, for scores, the threshold.
import {colourAt, kMaps} from './colours.js';
import {$, fill, h} from './dom.js';
import {score} from './format.js';

const kWidth = 160, kHeight = 10;

function bar(stops) {
  const canvas = h('canvas', {width: kWidth, height: kHeight, 'aria-hidden': 'true'});
  const context = canvas.getContext('2d');
  for (let x = 0; x < kWidth; ++x) {
    context.fillStyle = `rgb(${colourAt(stops, x / (kWidth - 1)).join(' ')})`;
    context.fillRect(x, 0, 1, kHeight);
  }
  return canvas;
}

export function showLegend(name, threshold, hasPicture) {
  const box = $('legend');
  box.hidden = name === 'none' || !hasPicture;
  if (box.hidden) return;
  const {title, stops, full} = kMaps[name];
  const scale = h('div', {class: 'scale'}, bar(stops));
  if (name === 'anomaly_map' && threshold <= full) {
    const mark = h('i', {title: `Threshold ${score(threshold)}`});
    mark.style.left = `${100 * threshold / full}%`;
    scale.append(mark);
  }
  fill($('legend-scale'), h('span', {}, title), scale, h('div', {class: 'ends'}, h('span', {}, '0'), h('span', {}, `≥ ${full}`)));
}
