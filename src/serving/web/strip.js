// Thumbnails of the pictures, each with the verdict of its newest answer.
import {$, fill, h} from './dom.js';
import {score} from './format.js';

const kSide = 144;  // pixels of a thumbnail, twice what is shown

/** The bitmap, small; drawn once. */
function thumbnail(picture) {
  if (picture.thumbnail || !picture.bitmap) return picture.thumbnail ?? h('canvas', {width: kSide, height: kSide});
  const {width, height} = picture.bitmap;
  const scale = kSide / Math.min(width, height);
  const canvas = h('canvas', {width: kSide, height: kSide});
  const context = canvas.getContext('2d');
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture.bitmap, (kSide - width * scale) / 2, (kSide - height * scale) / 2, width * scale, height * scale);
  picture.thumbnail = canvas;
  return canvas;
}

function verdictOf(picture, session, threshold) {
  if (picture.state === 'failed') return ['failed', '!', 'failed'];
  if (picture.state === 'loading' || picture.state === 'running') return ['busy', '…', 'running'];
  if (!picture.answer) return ['waiting', '', 'waiting'];
  const {pred_score: value} = picture.answer.result;
  const isAnomalous = value >= threshold(picture) && value > 0;
  const words = isAnomalous ? 'anomalous' : 'normal';
  const outdated = session.isOutdated(picture);
  return [`${words}${outdated ? ' outdated' : ''}`, score(value), outdated ? `${words} by earlier settings` : words];
}

/** @param threshold (picture) => the threshold in use for it */
export function showStrip(session, threshold) {
  const {pictures, current} = session;
  $('strip-bar').hidden = pictures.length === 0;
  const focused = document.activeElement?.closest?.('#strip li')?.dataset.id;
  fill($('strip'), ...pictures.map((picture) => {
    const [state, text, words] = verdictOf(picture, session, threshold);
    return h('li', {'data-id': picture.id, class: picture === current ? 'current' : null},
        h('button', {class: `thumb ${state}`, 'aria-label': `${picture.name}, ${words}`, 'aria-current': picture === current ? 'true' : null,
                     title: `${picture.name}: ${words}`, onclick: () => session.select(picture)},
          thumbnail(picture), h('span', {}, text)),
        h('button', {class: 'chip-remove', 'aria-label': `Remove ${picture.name}`, onclick: () => session.remove(picture)}, '×'));
  }));
  const outdated = pictures.filter((picture) => picture !== current && session.isOutdated(picture)).length;
  $('run-all').hidden = outdated === 0;
  $('run-all').textContent = `Run ${outdated} more`;
  $('run-all').title = 'Results of other images are by earlier settings';
  if (focused !== undefined) document.querySelector(`#strip li[data-id="${focused}"] .thumb`)?.focus({preventScroll: true});
}
