// The left panel: profile, prompts, limits, switches. It shows Settings and changes them.
import {$, fill, h} from './dom.js';
import {percent, plural} from './format.js';
import {ProfilePicker} from './profile_picker.js';
import {PromptChips} from './prompt_chips.js';
import {kSwitches} from './settings.js';

const kPresetWords = {
  paper: ['Paper', 'SAA+ as the text of the paper says'],
  reference: ['Reference', 'SAA+ as the published code does, to the letter'],
  saa: ['Plain SAA', 'One search for “anomaly”, no hybrid prompts'],
};

/** A slider and a number that move together. `value()` reads the settings, `change` writes them. */
class NumberRow {
  constructor({id, label, hint, min, max, step, most = max, value, change}) {
    this.value = value;
    const take = (input, other) => () => {
      const number = step < 1 ? input.valueAsNumber : Math.round(input.valueAsNumber);
      const {rangeUnderflow, rangeOverflow} = input.validity;  // a finer step than the slider's is welcome
      if (!Number.isFinite(number) || rangeUnderflow || rangeOverflow) return input.reportValidity();
      other.value = number;
      change(number);
    };
    this.range = h('input', {id: `${id}-range`, type: 'range', min, max, step, 'aria-label': label});
    this.number = h('input', {id, type: 'number', min, max: most, step, inputmode: 'decimal'});
    this.range.addEventListener('input', take(this.range, this.number));
    this.number.addEventListener('change', take(this.number, this.range));
    this.number.addEventListener('blur', () => this.show());
    this.hint = h('small', {class: 'muted'}, hint ?? '');
    this.element = h('div', {class: 'number-row'}, h('label', {for: id}, label), this.hint, this.range, this.number);
  }

  show() {
    const value = this.value();
    this.range.value = value;
    if (document.activeElement !== this.number) this.number.value = value;
  }

  set disabled(is) {
    this.range.disabled = this.number.disabled = is;
  }
}

export class SettingsPanel {
  /** @param choose called with the name of a profile; @param threshold gives the one in use */
  constructor(settings, choose, threshold) {
    this.settings = settings;
    this.threshold = threshold;
    this.info = {};
    this.#buildProfile(choose);
    this.#buildPrompts();
    this.#buildLimits();
    this.#buildSwitches();
    settings.addEventListener('change', () => this.show());
  }

  setInfo(info) {
    this.info = info;
    $('no-text').hidden = info.reads_text !== false;
    const isHybrid = info.presets?.length !== 0;  // a baseline has no stages to steer
    this.presets.hidden = !isHybrid;
    for (const row of [this.area.element, this.topK.element, this.minOverlap.element, this.overlap.parentElement]) row.hidden = !isHybrid;
    for (const [key, input] of Object.entries(this.switches))
      input.closest('label').hidden = !(isHybrid || key.startsWith('class_')) || (key === 'neighbours' && !info.context);
    this.show();
  }

  #text(id, label, key, hint) {
    const input = h('input', {id, type: 'text', maxlength: '100', onchange: () => {
      if (input.value.trim() || key === 'class_name') this.settings.setProfile({[key]: input.value.trim()});
      else input.value = this.settings.profile[key];
    }});
    return h('div', {class: 'text-row'}, h('label', {for: id, title: hint}, label), input);
  }

  #buildProfile(choose) {
    this.picker = new ProfilePicker(choose);
    this.changes = h('p', {class: 'changes muted', hidden: true});
    this.reset = h('button', {class: 'link', onclick: () => this.settings.reset()}, 'Reset');
    this.presets = h('fieldset', {class: 'segments wide', id: 'preset'}, h('legend', {class: 'sr'}, 'Preset'),
        Object.entries(kPresetWords).map(([name, [word, hint]]) => h('label', {title: hint},
          h('input', {type: 'radio', name: 'preset', value: name, onchange: () => this.settings.set({preset: name})}), h('span', {}, word))));
    this.count = h('input', {id: 'object-count', type: 'number', min: 1, max: 1e6, step: 1, onchange: () => {
      if (this.count.checkValidity() && this.count.value) this.settings.setProfile({object_count: this.count.valueAsNumber});
      else this.count.reportValidity();
    }});
    fill($('profile-group'), h('h2', {}, h('label', {for: 'profile'}, 'Profile')), this.picker.element, this.changes, this.presets,
        h('div', {class: 'pair'}, this.#text('object', 'Part', 'object', 'What the object pass looks for'),
          h('div', {class: 'text-row'}, h('label', {for: 'object-count', title: 'How many of them a picture shows'}, 'Count'), this.count)));
  }

  #buildPrompts() {
    const settings = this.settings;
    this.specific = new PromptChips({name: 'Defects to look for', placeholder: 'scratch, dark spot, …', hasPhrase: true,
                                     blank: () => ({filtered_phrase: settings.profile.class_name || settings.profile.object})},
                                    (items) => settings.setProfile({prompts: items}));
    this.general = new PromptChips({name: 'General templates', placeholder: 'defect on {}', hasPhrase: false, blank: () => ({})},
                                   (items) => settings.setProfile({general: items.map(({text}) => text)}));
    this.specificOff = h('small', {class: 'muted', hidden: true}, ' switched off');
    this.generalOff = h('small', {class: 'muted', hidden: true}, ' switched off');
    fill($('prompt-group'), h('h2', {}, 'Prompts'),
        h('p', {id: 'no-text', class: 'note', hidden: true},
          'This engine does not read text. Prompts change nothing in its results; they go into the exported profile, for the official engine.'),
        h('h3', {}, 'Defects to look for', this.specificOff), this.specific.element,
        h('details', {}, h('summary', {}, 'General templates', this.generalOff),
          this.#text('class-name', 'Class, for {}', 'class_name', 'Stands for {} in the templates'), this.general.element));
  }

  #buildLimits() {
    const settings = this.settings;
    const ofProfile = (key) => ({value: () => settings.profile[key] ?? 0, change: (value) => settings.setProfile({[key]: value})});
    this.area = new NumberRow({id: 'max-area', label: 'Area limit', min: 0.01, max: 1, step: 0.01, ...ofProfile('max_area')});
    this.topK = new NumberRow({id: 'top-k', label: 'Regions kept (K)', min: 1, max: 50, most: 1e6, step: 1, ...ofProfile('top_k')});
    this.overlap = h('select', {id: 'overlap', onchange: () => settings.setProfile({overlap: this.overlap.value})},
        h('option', {value: 'inside'}, 'of the region'), h('option', {value: 'iou'}, 'of the union'), h('option', {value: 'none'}, 'not asked'));
    this.minOverlap = new NumberRow({id: 'min-overlap', label: 'Least overlap', min: 0, max: 1, step: 0.01, ...ofProfile('min_overlap')});
    this.thresholdRow = new NumberRow({id: 'threshold', label: 'Threshold', min: 0, max: 3, most: 1e6, step: 0.01,
                                       value: () => Number(this.threshold().toFixed(4)), change: (value) => settings.set({threshold: value})});
    this.own = h('button', {class: 'link', id: 'own-threshold', onclick: () => settings.set({threshold: null})}, 'Use the default');
    fill($('limit-group'), h('h2', {}, 'Limits'), this.area.element, this.topK.element, this.thresholdRow.element, this.own, this.minOverlap.element,
        h('div', {class: 'text-row side'}, h('label', {for: 'overlap'}, 'as a share'), this.overlap));
  }

  #buildSwitches() {
    this.switches = {};
    fill($('switch-group'), h('h2', {}, 'Hybrid prompts'), kSwitches.map(([key, label, [letter, level, mark], hint]) => {
      this.switches[key] = h('input', {id: `switch-${key}`, type: 'checkbox', role: 'switch',
                                       onchange: (event) => this.settings.setSwitch(key, event.target.checked)});
      return h('label', {class: 'switch', title: hint, hidden: key === 'neighbours'}, this.switches[key], h('span', {}, label), h('i', {'aria-hidden': 'true'}, letter, h(level, {}, mark)));
    }), this.allOff = h('p', {class: 'note', hidden: true}, 'Plain SAA uses none of them.'));
  }

  show() {
    const {settings} = this;
    const {profile, preset} = settings;
    this.picker.value = settings.profileName;
    const keys = settings.changedKeys();
    this.changes.hidden = keys.length === 0;
    fill(this.changes, `Changed: ${keys.map((key) => key.replaceAll('_', ' ')).join(', ')}. `, this.reset);
    for (const input of this.presets.querySelectorAll('input')) input.checked = input.value === preset;
    for (const [id, key] of [['object', 'object'], ['class-name', 'class_name'], ['object-count', 'object_count']])
      if (document.activeElement !== $(id)) $(id).value = profile[key] ?? '';
    this.specific.show(profile.prompts ?? []);
    this.general.show((profile.general ?? []).map((text) => ({text})));
    this.specificOff.hidden = settings.uses('class_specific');
    this.generalOff.hidden = settings.uses('class_agnostic');
    this.#showLimits();
    for (const [key, input] of Object.entries(this.switches)) Object.assign(input, {checked: settings.uses(key), disabled: preset === 'saa'});
    this.allOff.hidden = preset !== 'saa';
  }

  #showLimits() {
    const {settings} = this;
    const {profile} = settings;
    for (const row of [this.area, this.topK, this.minOverlap, this.thresholdRow]) row.show();
    this.overlap.value = profile.overlap ?? 'inside';
    const offWords = settings.preset === 'saa' ? 'none in plain SAA' : 'property prompt is off';
    const measured = settings.uses('property');
    this.area.disabled = !measured;
    this.area.hint.textContent = measured ? `below ${percent(profile.max_area ?? 1)} of the part` : offWords;
    this.minOverlap.disabled = !measured || profile.overlap === 'none' || settings.preset === 'reference';
    this.overlap.disabled = !measured || settings.preset === 'reference';
    this.minOverlap.hint.textContent = !measured ? offWords : settings.preset === 'reference' ? 'not asked by this preset' : 'with the part';
    this.topK.disabled = !settings.uses('confidence');
    this.topK.hint.textContent = settings.uses('confidence') ? `at most ${plural(profile.top_k ?? 1, 'region')}`
      : settings.preset === 'saa' ? 'plain SAA keeps all' : 'confidence prompt is off';
    this.thresholdRow.hint.textContent = 'anomalous from here on';
    this.own.hidden = settings.threshold === null;
  }
}
