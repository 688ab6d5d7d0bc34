// What the page says about the server: its engine, its limits, and a question for the token where one is needed.
import * as api from './api.js';
import {$, fill, h} from './dom.js';
import {bytes, count} from './format.js';

export function showServer(info) {
  const badge = $('engine');
  badge.classList.toggle('limited', info.reads_text === false);
  fill(badge, `${info.engine} engine`, info.notice ? h('small', {}, info.notice) : '');
  const rows = [
    ['Version', info.version],
    ['Method', info.method],
    ['Engine', info.engine],
    ['Notice', info.notice],
    ['Threshold', info.threshold],
    ['Context', info.context ? 'loaded' : 'none: no neighbour prompt'],
    ['Largest file', info.limits?.max_bytes && bytes(info.limits.max_bytes)],
    ['Largest picture', info.limits?.max_pixels && `${count(info.limits.max_pixels)} pixels`],
  ].filter(([, value]) => value !== undefined && value !== null && value !== '');
  fill($('about'), h('h2', {}, 'This server'),
      h('dl', {class: 'facts'}, rows.map(([name, value]) => [h('dt', {}, name), h('dd', {}, String(value))])),
      info.weights?.length > 0 ? h('h3', {}, 'Weights') : '',
      h('ul', {class: 'weights'}, (info.weights ?? []).map(({network, sha256}) =>
        h('li', {}, network, ' ', h('code', {title: sha256}, (sha256 ?? '').slice(0, 12))))),
      h('p', {class: 'muted small'}, 'Images stay in this server\'s memory and go when newer ones need the room.'));
}

/** Asks for the bearer token in the picture's place; done() when there is one. */
export function askToken(message, done) {
  const input = h('input', {type: 'password', 'aria-label': 'Token', autocomplete: 'off'});
  fill($('problem'), h('h2', {}, 'This server asks for a token'), h('p', {}, message),
      h('form', {class: 'add-line', onsubmit: (event) => {
        event.preventDefault();
        api.setToken(input.value.trim());
        done();
      }}, input, h('button', {type: 'submit', class: 'primary'}, 'Continue')));
  $('problem').hidden = false;
  $('empty').hidden = true;
  input.focus();
}
