// The studio: puts settings, pictures and panels together.
import * as api from './api.js';
import {$, announce, fill, h, toast} from './dom.js';
import {covers} from './explain.js';
import {buildExportMenu} from './exports.js';
import {Findings} from './findings.js';
import {score} from './format.js';
import {takeFiles} from './intake.js';
import {Layers} from './layers.js';
import {showLegend} from './legend.js';
import {showProblem, showProgress} from './progress.js';
import {askToken, showServer} from './server_panel.js';
import {Session} from './session.js';
import {Settings} from './settings.js';
import {SettingsPanel} from './settings_panel.js';
import {showStrip} from './strip.js';
import {buildThemeButton} from './theme.js';
import {Viewer} from './viewer.js';

const kLoadingPause = 1000;  // ms between questions to a server that loads its networks
const kAddressPause = 250;   // ms after the last of several changes

const settings = new Settings();
const session = new Session(settings);
const layers = new Layers();
const viewer = new Viewer($('view'), $('canvas'));
const findings = new Findings();
const look = {layer: 'anomaly_map', opacity: 0.65, kept: true, dropped: false, object: false};
let info = {};
let hot = null;        // index of the candidate under the pointer
let selected = null;   // index of the candidate that is unfolded
let place = null;      // {x, y} that was asked about

/** The threshold in use for a picture: the user's, the profile's, or the engine's own. */
const threshold = (picture = session.current) =>
  settings.threshold ?? settings.profile.threshold ?? picture?.answer?.result.threshold ?? info.threshold ?? 0.5;
const answer = () => session.current?.answer ?? null;
const scene = () => ({answer: answer(), look, threshold: threshold(), hot, selected});

const panel = new SettingsPanel(settings, (name) => useProfile(name).catch((error) => toast(error.message)), threshold);

async function useProfile(name) {
  settings.useProfile(name, await api.profile(name));
}

function showFindings() {
  findings.show({answer: answer(), picture: session.current, settings, threshold: threshold(), place, selected, info});
  viewer.redraw();
}

function setHot(index, fromPicture = false) {
  if (hot === index) return;
  hot = index;
  findings.mark(index, {reveal: fromPicture});
  viewer.redraw();
}

function select(index) {
  selected = index;
  const candidate = answer()?.candidates[index];
  if (candidate) {
    const [x0, y0, x1, y1] = candidate.region.box;
    viewer.reveal({x: (x0 + x1) / 2, y: (y0 + y1) / 2});
  }
  showFindings();
}

/** The candidate at a place that the pointer means: of those that are drawn, the smallest. */
function candidateAt({x, y}) {
  const here = (answer()?.candidates ?? []).filter((candidate) => covers(candidate, x, y));
  const drawn = here.filter(({region}) => region.fate.rule === 'kept' ? look.kept : look.dropped);
  const area = ({region: {mask, area, box: [x0, y0, x1, y1]}}) => (mask ? area : (x1 - x0) * (y1 - y0));
  return drawn.sort((a, b) => area(a) - area(b))[0] ?? null;
}

function leavePlace() {
  place = null;
  viewer.cross = null;
  viewer.stopPicking();
  showFindings();
}

function setLayer(name) {
  look.layer = name;
  document.querySelector(`#layer input[value="${name}"]`).checked = true;
  if (name !== 'none') session.want(name);
  showLegend(name, threshold(), session.current?.bitmap !== null);
  viewer.redraw();
}

// ---- what the viewer tells

viewer.paint = (context, scale) => layers.draw(context, scale, scene());
viewer.addEventListener('zoom', () => {
  const zoom = `${Math.round(viewer.scale * 100)} %`;
  $('zoom-full').textContent = zoom;
  $('zoom-full').setAttribute('aria-label', `Zoom is ${zoom}; show at 100 %`);
});
viewer.addEventListener('picking', () => $('why').setAttribute('aria-pressed', String(viewer.isPicking)));
viewer.addEventListener('hover', ({detail}) => {
  setHot(detail ? candidateAt(detail)?.index ?? null : null, true);
  $('readout').hidden = !detail;
  if (!detail) return;
  const value = look.layer === 'none' ? null : answer()?.valueAt(look.layer, detail.x, detail.y);
  $('readout').textContent = `${detail.x}, ${detail.y}${value === null || value === undefined ? '' : `  ${score(value)}`}`;
});
viewer.addEventListener('pick', ({detail}) => {
  place = detail;
  selected = candidateAt(detail)?.index ?? selected;
  showPanel('findings');
  showFindings();
  announce($('place').textContent);
});

findings.addEventListener('hot', ({detail}) => setHot(detail));
findings.addEventListener('select', ({detail}) => select(detail));
findings.addEventListener('leave', leavePlace);

// ---- what the session and the settings tell

session.addEventListener('pictures', () => showStrip(session, threshold));
session.addEventListener('stage', () => {
  showProgress(session.current);
  showProblem(session.current, session);
});
let announced = null;
session.addEventListener('answer', () => {
  const picture = session.current;
  if (viewer.bitmap !== picture?.bitmap) [hot, selected, place] = [null, null, null];
  if (selected !== null && selected >= (answer()?.candidates.length ?? 0)) selected = null;
  viewer.show(picture?.bitmap ?? null);
  $('empty').hidden = picture !== null;
  showProgress(picture);
  showProblem(picture, session);
  showLegend(look.layer, threshold(), Boolean(picture?.bitmap));
  panel.show();
  showFindings();
  if (answer() && answer() !== announced) announce(`${picture.name}: ${$('verdict').textContent}`);
  announced = answer();
});

/** The address follows the settings, at leisure: browsers refuse more than a few changes a second, and it takes them long. */
let addressTimer = 0;
function showAddress() {
  clearTimeout(addressTimer);
  history.replaceState(null, '', `#${settings.toLink()}`);
}

settings.addEventListener('change', () => {
  clearTimeout(addressTimer);
  addressTimer = setTimeout(showAddress, kAddressPause);
  showLegend(look.layer, threshold(), Boolean(session.current?.bitmap));
  showFindings();
});

// ---- buttons

const toggle = (id, key) => $(id).addEventListener('change', (event) => {
  look[key] = event.target.checked;
  viewer.redraw();
});
toggle('show-kept', 'kept');
toggle('show-dropped', 'dropped');
toggle('show-object', 'object');
for (const input of document.querySelectorAll('#layer input')) input.addEventListener('change', () => setLayer(input.value));
$('opacity').addEventListener('input', (event) => {
  look.opacity = event.target.valueAsNumber;
  viewer.redraw();
});
$('zoom-in').addEventListener('click', () => viewer.zoomBy(1.25));
$('zoom-out').addEventListener('click', () => viewer.zoomBy(0.8));
$('zoom-fit').addEventListener('click', () => viewer.fit());
$('zoom-full').addEventListener('click', () => viewer.zoomTo(1));
$('why').addEventListener('click', () => (viewer.isPicking ? viewer.stopPicking() : viewer.startPicking()));
$('run-all').addEventListener('click', () => session.runAll());
$('share').addEventListener('click', async () => {
  showAddress();
  try {
    await navigator.clipboard.writeText(location.href);
    toast('Link copied. It restores the settings, not the image.');
  } catch {
    toast('The browser does not let the page copy. The link is in the address bar.');
  }
});

function showPanel(name) {
  document.body.dataset.panel = name;
  for (const button of $('tabs').children) button.setAttribute('aria-pressed', String(button.dataset.panel === name));
}
for (const button of $('tabs').children) button.addEventListener('click', () => showPanel(button.dataset.panel));

const isTyping = (target) => target.matches('input:not([type=radio], [type=checkbox], [type=range]), select, textarea');
const press = (id) => () => $(id).click();
const kKeys = {
  '+': press('zoom-in'), '=': press('zoom-in'), '-': press('zoom-out'), 0: press('zoom-fit'), 1: press('zoom-full'),
  i: press('why'), r: press('show-kept'), d: press('show-dropped'), p: press('show-object'), '?': press('keys-button'),
  '[': () => session.step(-1), ']': () => session.step(1), Escape: leavePlace,
  m: () => {
    const names = [...document.querySelectorAll('#layer label:not([hidden]) input')].map(({value}) => value);
    setLayer(names[(names.indexOf(look.layer) + 1) % names.length]);
  },
};
document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const act = kKeys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!act || (event.key === 'Escape' && document.querySelector(':popover-open'))) return;
  act();
  event.preventDefault();
});

// ---- the beginning

/** Server facts, profiles, and the settings that the address carries. */
async function connect() {
  try {
    const [facts, {profiles}] = await Promise.all([api.info(), api.profiles()]);
    info = facts;
    session.limits = info.limits ?? {};
    panel.picker.setProfiles(profiles);
    showServer(info);
    await restore(profiles.map(({name}) => name));
    panel.setInfo(info);
    document.querySelector('#layer input[value=neighbour_map]').closest('label').hidden = !info.context;
    $('problem').hidden = true;
    $('empty').hidden = session.current !== null;
    document.body.dataset.ready = 'true';
  } catch (error) {
    $('engine').textContent = 'no server';
    if (error.status === 401) return askToken(error.message, connect);
    if (error.status === 503) setTimeout(connect, kLoadingPause);
    showFailure(error.status === 503 ? 'The server is starting' : 'No connection', error.message);
  }
}

function showFailure(title, message) {
  $('empty').hidden = true;
  fill($('problem'), h('h2', {}, title), h('p', {}, message), h('button', {class: 'primary', onclick: connect}, 'Try again'));
  $('problem').hidden = false;
}

async function restore(names) {
  const link = location.hash.slice(1);
  const named = new URLSearchParams(link).get('profile');
  if (named && !names.includes(named)) toast(`The link names a profile that this server does not have: ${named}`);
  await useProfile(names.includes(named) ? named : info.profile && names.includes(info.profile) ? info.profile : 'default');
  if (names.includes(named)) settings.fromLink(link);
}

window.addEventListener('hashchange', async () => {
  if (location.hash.slice(1) === settings.toLink()) return;
  const {profiles} = await api.profiles();
  await restore(profiles.map(({name}) => name));
});

buildThemeButton();
buildExportMenu({settings, session, layers, threshold, scene});
takeFiles((files) => session.add(files));
showFindings();
await connect();
