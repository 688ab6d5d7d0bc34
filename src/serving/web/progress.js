// Work under way, and what went wrong, in the picture's place.
import {$, fill, h} from './dom.js';

const kPatience = 150;  // ms: what is faster needs no progress
const kStages = ['object', 'generator', 'refiner', 'property', 'saliency', 'neighbours', 'confidence', 'fusion'];

let timer = 0;

export function showProgress(picture) {
  const isBusy = picture !== null && (picture.state === 'running' || picture.state === 'loading' || picture.state === 'waiting');
  const box = $('progress');
  if (!isBusy) {
    clearTimeout(timer);
    timer = 0;
    box.hidden = true;
    return;
  }
  draw(box, picture);
  if (box.hidden && timer === 0) timer = setTimeout(() => { box.hidden = false; }, kPatience);
}

function draw(box, {state, stage, stages}) {
  const words = {loading: 'Sending the image', waiting: 'Waiting', running: stage ? `Stage: ${stage}` : 'Waiting for a worker'}[state];
  const known = kStages.includes(stage) ? kStages.filter((name) => stages.includes(name) || kStages.indexOf(name) > kStages.indexOf(stage)) : stages;
  fill(box, h('span', {class: 'spinner', 'aria-hidden': 'true'}), h('span', {}, words),
      h('ol', {'aria-hidden': 'true'}, (state === 'running' ? known : []).map((name) =>
        h('li', {class: name === stage ? 'now' : stages.includes(name) ? 'done' : null, title: name}))));
}

/** What failed for this picture, why, and what can be done. */
export function showProblem(picture, session) {
  const box = $('problem');
  const error = picture?.state === 'failed' ? picture.error : null;
  if (!error) {
    if (picture) box.hidden = true;
    return;
  }
  const title = error.status === 0 ? 'No connection' : error.status === 413 ? 'Too large' : picture.sha256 ? 'This did not work' : 'This file could not be read';
  box.classList.toggle('banner', picture.bitmap !== null);
  fill(box, h('h2', {}, title), h('p', {}, h('b', {}, picture.name), h('br'), error.message),
      h('div', {class: 'row'},
        h('button', {class: 'primary', onclick: () => session.run(picture)}, 'Try again'),
        h('button', {onclick: () => session.remove(picture)}, 'Remove image')));
  box.hidden = false;
}
