// The right panel: verdict, the place that was asked about, every candidate.
import {$, fill, h} from './dom.js';
import {candidatesAt, fateSentence, kRuleNames, nothingThere, remedy} from './explain.js';
import {count, percent, plural, score} from './format.js';

const table = (rows) => h('dl', {class: 'facts'}, rows.filter(Boolean).map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]));

/** "Set K to 2", where one setting changes the fate. */
function remedyLine(candidate, context) {
  const advice = remedy(candidate, context.settings, context.threshold);
  if (!advice) return null;
  return h('p', {class: 'remedy'}, advice.text, ' ',
      advice.action ? h('button', {onclick: advice.action.apply}, advice.action.label) : null);
}

/** Events: "hot" with a candidate's index or null, "select" likewise. */
export class Findings extends EventTarget {
  #context = null;   // {answer, settings, threshold, place, selected, info}
  #drawn = null;

  constructor() {
    super();
    $('candidates').addEventListener('keydown', (event) => this.#key(event));
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, {detail}));
  }

  show(context) {
    this.#context = context;
    this.#showVerdict();
    this.#showPlace();
    this.#showList();
  }

  /** Marks the row that the picture's pointer is on. */
  mark(index, {reveal = false} = {}) {
    for (const row of document.querySelectorAll('#candidates .candidate')) {
      const isHot = Number(row.dataset.index) === index;
      row.classList.toggle('hot', isHot);
      if (isHot && reveal) row.scrollIntoView({block: 'nearest'});
    }
  }

  #showVerdict() {
    const {answer, threshold, picture} = this.#context;
    if (!answer) {
      fill($('verdict'), h('h2', {}, 'Findings'),
          h('p', {class: 'muted'}, picture ? 'No result yet.' : 'What is found in the picture is listed here, with the reason for every candidate that was not kept.'));
      return;
    }
    const {result} = answer;
    const isAnomalous = result.pred_score >= threshold && result.pred_score > 0;
    const shown = answer.candidates.filter(({peak}) => peak >= threshold && peak > 0).length;
    fill($('verdict'), 
        h('h2', {class: isAnomalous ? 'bad' : 'good'}, isAnomalous ? 'Anomalous' : 'Normal'),
        h('p', {class: 'score'}, h('b', {}, score(result.pred_score)), ` ${isAnomalous ? '≥' : '<'} threshold ${score(threshold)}`),
        meter(result.pred_score, threshold),
        h('p', {class: 'muted small'}, `${plural(shown, 'region')} · ${result.engine} engine · ${result.seconds.toFixed(2)} s`),
        result.notices.map((notice) => h('p', {class: 'note'}, notice)));
  }

  #showPlace() {
    const {answer, place, info} = this.#context;
    $('place').hidden = !answer || !place;
    if ($('place').hidden) return;
    const {x, y} = place;
    const {covering, beside} = candidatesAt(answer, x, y);
    const values = [['anomaly', 'anomaly_map'], ['saliency', 'saliency_map'], ['neighbours', 'neighbour_map']]
        .map(([word, name]) => [word, answer.valueAt(name, x, y)]).filter(([, value]) => value !== null)
        .map(([word, value]) => `${word} ${score(value)}`).join(' · ');
    fill($('place'), 
        h('div', {class: 'place-head'}, h('h2', {}, `At ${x}, ${y}`), h('small', {class: 'muted'}, values),
          h('button', {class: 'icon', 'aria-label': 'Close', onclick: () => this.#tell('leave')}, '×')),
        covering.length > 0 ? this.#fates(covering) : this.#nothing(nothingThere(answer, x, y, info.reads_text)),
        beside.length > 0 ? h('p', {class: 'muted small'}, `${plural(beside.length, 'more candidate')} ${beside.length === 1 ? 'has its' : 'have their'} box here, but not the mask.`) : null);
  }

  #fates(candidates) {
    return h('ul', {class: 'fates'}, candidates.map((candidate) => h('li', {
      onpointerenter: () => this.#tell('hot', candidate.index), onpointerleave: () => this.#tell('hot', null)},
      h('button', {class: 'link', onclick: () => this.#tell('select', candidate.index)}, candidate.region.phrase || 'candidate'),
      h('p', {}, fateSentence(candidate, this.#context.threshold)), remedyLine(candidate, this.#context))));
  }

  #nothing(tips) {
    return [h('p', {}, h('b', {}, 'No candidate covers this place.'), ' What to try:'), h('ul', {class: 'tips'}, tips.map((tip) => h('li', {}, tip)))];
  }

  #showList() {
    const {answer, selected, threshold} = this.#context;
    const state = answer ? `${selected} ${threshold}` : '';
    if (this.#drawn?.answer === answer && this.#drawn.state === state) return;
    const focused = document.activeElement?.closest?.('#candidates .candidate')?.dataset.index;
    this.#drawn = {answer, state};
    fill($('candidates'), ...(answer ? this.#sections(answer) : []));
    if (focused !== undefined) this.#row(focused)?.querySelector('.summary').focus({preventScroll: true});
  }

  #row(index) {
    return document.querySelector(`#candidates .candidate[data-index="${index}"]`);
  }

  #sections(answer) {
    const kept = answer.candidates.filter(({region}) => region.fate.rule === 'kept');
    const dropped = answer.candidates.filter(({region}) => region.fate.rule !== 'kept');
    const unlisted = answer.result.boxes_below_threshold - dropped.filter(({region}) => region.fate.rule === 'box_score').length;
    return [
      h('h2', {}, 'In the map ', h('small', {}, kept.length)),
      kept.length > 0 ? this.#rows(kept) : h('p', {class: 'muted'}, 'No candidate is left: the map is 0 everywhere.'),
      h('h2', {}, 'Dropped ', h('small', {}, dropped.length)),
      dropped.length > 0 ? this.#rows(dropped) : h('p', {class: 'muted'}, 'None.'),
      unlisted > 0 ? h('p', {class: 'muted small'}, `${count(unlisted)} more ${unlisted === 1 ? 'box' : 'boxes'} with a low score, not listed.`) : null,
    ].filter(Boolean);
  }

  #rows(candidates) {
    return h('ol', {class: 'rows'}, candidates.map((candidate) => this.#rowOf(candidate)));
  }

  #rowOf(candidate) {
    const {region, index} = candidate;
    const {threshold, selected} = this.#context;
    const kept = region.fate.rule === 'kept';
    const state = !kept ? 'dropped' : candidate.peak >= threshold && candidate.peak > 0 ? 'shown' : 'faint';
    const words = {dropped: kRuleNames[region.fate.rule], shown: 'kept', faint: 'below threshold'}[state];
    const {generator, saliency_factor: saliency, neighbour_factor: neighbours, rescored} = region.scores;
    const isOpen = index === selected;
    return h('li', {class: `candidate ${state}`, 'data-index': index,
                    onpointerenter: () => this.#tell('hot', index), onpointerleave: () => this.#tell('hot', null)},
        h('button', {class: 'summary', 'aria-expanded': String(isOpen),
                     onfocus: () => this.#tell('hot', index), onblur: () => this.#tell('hot', null),
                     onclick: () => this.#tell('select', isOpen ? null : index)},
          h('span', {class: 'rank', title: region.rank === null ? 'Dropped before the ranking' : `Rank ${region.rank}`}, region.rank ?? '–'),
          h('span', {class: 'phrase'}, region.phrase || 'candidate'),
          h('span', {class: 'value', title: 'Score that ranks it'}, score(rescored)),
          h('span', {class: 'sum'}, [score(generator), saliency != null && `× ${score(saliency)} saliency`, neighbours != null && `× ${score(neighbours)} neighbours`].filter(Boolean).join(' ')),
          h('span', {class: 'tag'}, words)),
        isOpen ? this.#details(candidate) : null);
  }

  #details(candidate) {
    const {region} = candidate;
    const {scores} = region;
    const {answer} = this.#context;
    const {result} = answer;
    return h('div', {class: 'details'},
        h('p', {}, fateSentence(candidate, this.#context.threshold)), remedyLine(candidate, this.#context),
        table([
          ['Generator', score(scores.generator)],
          scores.saliency !== null && ['Saliency', `mean ${score(scores.saliency)}, factor × ${score(scores.saliency_factor)}`],
          scores.neighbours != null && ['Neighbours', `mean ${score(scores.neighbours)}, factor × ${score(scores.neighbour_factor)}`],
          ['Rescored', score(scores.rescored)],
          ['Rank', region.rank === null ? 'not ranked' : `${region.rank}`],
          region.mask && ['Area', `${count(region.area)} px${result.object.area > 0 ? `, ${percent(region.area / result.object.area)} of the part` : ''}`],
          region.mask && ['On the part', percent(region.object_share ?? 0)],
          ['Box', region.box.map((value) => (value === null ? '–' : Math.round(value))).join(', ')],
          region.prompt !== null && ['Prompt', result.prompts[region.prompt] ?? '–'],
        ]));
  }

  #key(event) {
    const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
    if (!step || !event.target.classList.contains('summary')) return;
    const all = [...document.querySelectorAll('#candidates .summary')];
    all[all.indexOf(event.target) + step]?.focus();
    event.preventDefault();
  }
}

/** The score and the threshold on one line, 0 to twice the larger of threshold and 0.5. */
function meter(value, threshold) {
  const full = Math.max(2 * threshold, 1, value * 1.05);
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('class', 'meter');
  svg.setAttribute('viewBox', '0 0 100 8');
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('aria-hidden', 'true');
  const bar = (name, x, y, width, height) => {
    const rect = document.createElementNS(svg.namespaceURI, 'rect');
    for (const [key, number] of Object.entries({x, y, width, height})) rect.setAttribute(key, number);
    rect.setAttribute('class', name);
    svg.append(rect);
  };
  bar('track', 0, 2, 100, 4);
  bar(value >= threshold && value > 0 ? 'over' : 'under', 0, 2, 100 * value / full, 4);
  bar('mark', 100 * threshold / full - 0.4, 0, 0.8, 8);
  return svg;
}
