// What the user chose: a profile and its changes, preset, switches, threshold. It knows how to become a
// request and a link, and tells with a "change" event when it became another.

/** The hybrid prompts: key in a request, name, sign (letter and raised or lowered mark), what it does. */
export const kSwitches = [
  ['class_agnostic', 'Class-agnostic prompts', ['T', 'sub', 'a'], 'Searches such as “defect on candle”.'],
  ['class_specific', 'Class-specific prompts', ['T', 'sub', 's'], 'The defects you wrote.'],
  ['property', 'Property prompt', ['P', 'sup', 'P'], 'Area limit and overlap with the part.'],
  ['saliency', 'Saliency prompt', ['P', 'sup', 'S'], 'Scores grow where the picture is unlike itself.'],
  ['neighbours', 'Neighbour prompt', ['P', 'sup', 'N'], 'Scores grow where other pictures show nothing alike.'],
  ['confidence', 'Confidence prompt', ['P', 'sup', 'C'], 'Only the K best regions stay.'],
];

const kAllOn = Object.fromEntries(kSwitches.map(([key]) => [key, true]));
export const kPresets = ['paper', 'reference', 'saa'];

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

export class Settings extends EventTarget {
  published = {};    // the profile as the server has it
  profile = {};      // with the user's changes
  profileName = '';
  preset = 'paper';
  switches = {...kAllOn};
  threshold = null;  // null: the profile's, else the engine's own

  /** Takes another profile; the changes to the old one go. */
  useProfile(name, profile) {
    this.profileName = name;
    this.published = profile;
    this.profile = structuredClone(profile);
    this.changed();
  }

  set(values) {
    Object.assign(this, values);
    this.changed();
  }

  setProfile(values) {
    this.set({profile: {...this.profile, ...values}});
  }

  setSwitch(key, on) {
    this.set({switches: {...this.switches, [key]: on}});
  }

  reset() {
    this.set({profile: structuredClone(this.published), preset: 'paper', switches: {...kAllOn}, threshold: null});
  }

  changed() {
    this.dispatchEvent(new Event('change'));
  }

  /** Keys of the profile that differ from the published one. */
  changedKeys() {
    return Object.keys(this.profile).filter((key) => !same(this.profile[key], this.published[key]));
  }

  /** Whether the prompt takes part: it may be off, and preset "saa" uses none. */
  uses(key) {
    return this.preset !== 'saa' && this.switches[key];
  }

  /** The part of a predict request that these settings make. The threshold is not in it: the page applies it. */
  request() {
    return {
      profile: this.changedKeys().length > 0 ? {...this.profile, name: `${this.profileName} (changed by options)`} : this.profileName,
      preset: this.preset,
      switches: this.switches,
    };
  }

  /** Equal for settings that give equal results. */
  key() {
    return JSON.stringify(this.request());
  }

  /** As the part of an address behind the "#"; only what differs from the default. */
  toLink() {
    const link = new URLSearchParams();
    link.set('profile', this.profileName);
    if (this.preset !== 'paper') link.set('preset', this.preset);
    const off = kSwitches.map(([key]) => key).filter((key) => !this.switches[key]);
    if (off.length > 0) link.set('without', off.join(','));
    if (this.threshold !== null) link.set('threshold', this.threshold);
    const keys = this.changedKeys();
    if (keys.length > 0) link.set('changes', JSON.stringify(Object.fromEntries(keys.map((key) => [key, this.profile[key]]))));
    return link.toString();
  }

  /** Takes what the link says, after useProfile() with the profile it names. */
  fromLink(text) {
    const link = new URLSearchParams(text);
    const off = (link.get('without') ?? '').split(',');
    const threshold = Number.parseFloat(link.get('threshold'));
    this.set({
      preset: kPresets.find((name) => name === link.get('preset')) ?? 'paper',
      switches: Object.fromEntries(kSwitches.map(([key]) => [key, !off.includes(key)])),
      threshold: threshold >= 0 ? threshold : null,
      profile: {...structuredClone(this.published), ...changesOf(link, this.published)},
    });
  }
}

/** The changes in a link whose keys and types the profile knows; a damaged link changes nothing. */
function changesOf(link, published) {
  let changes = {};
  try {
    changes = JSON.parse(link.get('changes') ?? '{}');
  } catch {
    return {};
  }
  return Object.fromEntries(Object.entries(changes ?? {}).filter(([key, value]) =>
    key in published && (published[key] === null ||
                         (typeof value === typeof published[key] && Array.isArray(value) === Array.isArray(published[key])))));
}
