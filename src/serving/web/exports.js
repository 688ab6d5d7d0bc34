// Files for other tools. Results and annotations are asked of the server anew, so that they hold what it says,
// with the threshold in use.
import * as api from './api.js';
import {$, download, fill, h, toast} from './dom.js';
import {overlayPng} from './layers.js';

const stem = (name) => name.replace(/\.[^.]+$/, '');
const json = (value) => new Blob([`${JSON.stringify(value, null, 2)}\n`], {type: 'application/json'});

/** @param studio {settings, session, threshold(), scene(), layers} */
export function buildExportMenu(studio) {
  const {settings, session} = studio;
  const request = () => ({image: {sha256: session.current.sha256, name: session.current.name}, ...settings.request(), threshold: studio.threshold()});
  const name = () => stem(session.current.name);
  const annotation = (format, ending) => async () =>
    download(await api.annotations(request(), format), `${name()}${ending}`);

  const items = [
    ['Profile (TOML)', 'for saa predict --profile', false, async () => {
      const profile = {...settings.profile, ...(settings.threshold === null ? {} : {threshold: settings.threshold})};
      download(new Blob([await api.profileToml(profile)], {type: 'application/toml'}), `${settings.profileName.split('/').at(-1)}.toml`);
    }],
    ['Result (JSON)', 'every candidate and its fate', true, async () =>
      download(json(await api.predict(request(), {onStage: () => {}})), `${name()}.json`)],
    ['Picture (PNG)', 'with what is shown over it', true, async () =>
      download(await overlayPng(session.current.bitmap, studio.layers, studio.scene()), `${name()}_overlay.png`)],
    ['COCO (JSON)', 'annotations with polygons', true, annotation('coco', '_coco.json')],
    ['COCO, exact (JSON)', 'annotations with run lengths', true, annotation('coco-rle', '_coco_rle.json')],
    ['LabelMe (JSON)', 'annotations for LabelMe', true, annotation('labelme', '_labelme.json')],
    ['CVAT (XML)', 'CVAT for images 1.1', true, annotation('cvat', '_cvat.xml')],
    ['Masks (ZIP)', 'a picture of classes, and their labels', true, annotation('masks', '_masks.zip')],
  ];

  fill($('export-menu'), ...items.map(([title, hint, needsResult, act]) => h('button', {
    role: 'menuitem', 'data-needs-result': needsResult ? 'true' : null, onclick: async () => {
      $('export-menu').hidePopover();
      try {
        await act();
      } catch (error) {
        toast(`${title}: ${error.message}`);
      }
    }}, h('span', {}, title), h('small', {}, hint))));
  $('export-menu').addEventListener('toggle', (event) => {
    const has = session.current?.answer && session.current.sha256;
    for (const button of $('export-menu').querySelectorAll('[data-needs-result]')) button.disabled = !has;
    if (event.newState === 'open') $('export-menu').querySelector('button:enabled').focus();
  });
  $('export-menu').addEventListener('keydown', (event) => {
    const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
    if (!step) return;
    const buttons = [...$('export-menu').querySelectorAll('button:enabled')];
    buttons.at((buttons.indexOf(document.activeElement) + step) % buttons.length).focus();
    event.preventDefault();
  });
}
