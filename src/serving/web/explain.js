// A candidate's fate in plain sentences, and what to change if it was the wrong one.
import {count, ordinal, percent, score} from './format.js';

/** One sentence: what decided, with the numbers compared. `threshold` is the one in use. */
export function fateSentence({region, peak}, threshold) {
  const {rule, value, limit, explanation} = region.fate;
  switch (rule) {
    case 'kept':
      return peak >= threshold && peak > 0
        ? `Kept: its score of ${score(peak)} in the map reaches the threshold of ${score(threshold)}.`
        : `Kept, but its score of ${score(peak)} in the map is below the threshold of ${score(threshold)}.`;
    case 'box_score':
      return `Dropped: the generator's score of ${score(value)} is not above ${score(limit)}.`;
    case 'box_area':
      return `Dropped: its box of ${count(value)} pixels is not below the area limit of ${count(limit)}.`;
    case 'box_empty':
      return 'Dropped: its box has no area.';
    case 'filtered_phrase':
      return `Dropped: its phrase “${region.phrase}” names the part itself, not a defect.`;
    case 'duplicate':
      return 'Dropped: another candidate covers the same place with a higher score.';
    case 'empty_mask':
      return 'Dropped: nothing was segmented inside its box.';
    case 'area':
      return `Dropped: its ${count(value)} pixels are not below the area limit of ${count(limit)}.`;
    case 'overlap':
      return `Dropped: its overlap of ${percent(value)} with the part is below ${percent(limit)}.`;
    case 'top_k':
      return `Dropped: it came ${ordinal(Math.round(value))}, and only the best ${count(limit)} stay (K).`;
    default:
      return `Dropped: ${explanation}.`;
  }
}

/** The rule in one or two words, for the list. */
export const kRuleNames = {
  kept: 'kept', box_score: 'low score', box_area: 'too large', box_empty: 'empty box', filtered_phrase: 'the part',
  duplicate: 'duplicate', empty_mask: 'empty mask', area: 'too large', overlap: 'off the part', top_k: 'beyond K',
};

const roundUp = (value, step) => Math.ceil(value / step + 1e-6) * step;
const roundDown = (value, step) => Math.floor(value / step + 1e-6) * step;
const tidy = (value) => Number(value.toFixed(4));

/**
 * What would change the fate: a sentence, and where one setting does it, {label, apply}.
 * @returns {{text: string, action?: {label: string, apply: function}} | null}
 */
export function remedy(candidate, settings, threshold) {
  const {rule, value, limit} = candidate.region.fate;
  switch (rule) {
    case 'kept':
      return candidate.peak >= threshold || candidate.peak <= 0 ? null : lowerThreshold(candidate.peak, settings);
    case 'top_k':
      return {text: 'Keep more regions.', action: {
        label: `Set K to ${count(value)}`, apply: () => settings.setProfile({top_k: Math.round(value)})}};
    case 'area':
    case 'box_area':
      return raiseArea(value / limit * settings.profile.max_area, settings);
    case 'overlap':
      return {text: 'Ask for less overlap with the part.', action: {
        label: `Set least overlap to ${tidy(roundDown(value, 0.01))}`,
        apply: () => settings.setProfile({min_overlap: tidy(roundDown(value, 0.01))})}};
    case 'filtered_phrase':
      return {text: 'If it is a defect, edit the prompt: give it another phrase, or another name for the part.'};
    case 'box_score':
      return {text: 'Say in a prompt what is seen there, rather than how it came about.'};
    default:
      return null;
  }
}

function raiseArea(share, settings) {
  const wanted = tidy(roundUp(share + 0.001, 0.01));
  if (wanted <= 1) {
    return {text: 'Allow larger regions.', action: {
      label: `Set the area limit to ${percent(wanted)}`, apply: () => settings.setProfile({max_area: wanted})}};
  }
  return {text: 'It is larger than the part. Only without the property prompt would it stay.', action: {
    label: 'Switch the property prompt off', apply: () => settings.setSwitch('property', false)}};
}

function lowerThreshold(peak, settings) {
  const value = tidy(roundDown(peak, 0.01));
  return {text: 'Lower the threshold.', action: {
    label: `Set the threshold to ${value}`, apply: () => settings.set({threshold: value})}};
}

/** Whether the candidate's mask has the place; without a mask, its box. */
export function covers({region, mask}, x, y) {
  return mask ? mask.contains(x, y) : boxHas(region.box, x, y);
}

const boxHas = ([x0, y0, x1, y1], x, y) => x >= x0 && y >= y0 && x < x1 && y < y1;

/** The candidates at a place: those that cover it, and those whose box does while their mask does not. */
export function candidatesAt(answer, x, y) {
  const covering = answer.candidates.filter((candidate) => covers(candidate, x, y));
  const beside = answer.candidates.filter(
      (candidate) => candidate.mask && !covering.includes(candidate) && boxHas(candidate.region.box, x, y));
  return {covering, beside};
}

/** What to try where no candidate covers the place. */
export function nothingThere(answer, x, y, readsText) {
  const {result, object} = answer;
  const tips = [];
  if (object && !object.contains(x, y)) {
    tips.push('The place lies outside the inspected part (switch “Part” on to see its outline). ' +
              'Check the part\'s name and count.');
  }
  if (readsText) {
    tips.push('Add a prompt that says what is seen there: “dark spot”, “scratch”, “bent wire”.');
    if (result.boxes_below_threshold > 0) {
      tips.push(`${count(result.boxes_below_threshold)} boxes scored too low for the generator and only the best of them are listed: ` +
                'other words may lift one.');
    }
  } else {
    tips.push('The offline engine proposes compact marks, and one patch of another texture. It cannot be told what to look for: ' +
              'the official engine can, once its weights are there (saa models fetch).');
    tips.push('Does the picture show several alike parts? Set their count: they are then compared with one another.');
  }
  return tips;
}
