// The pictures of this visit, their results, and the one request that is under way.
import * as api from './api.js';
import {bytes} from './format.js';
import {bytesOf, decodeGrey16} from './png16.js';
import {RegionMask} from './regions.js';

const kKeptPixels = 60e6;     // of answers kept so that going back to earlier settings asks nothing
const kMostRetries = 5;       // while the server is busy

const wait = (ms, signal) => new Promise((resolve, reject) => {
  const timer = setTimeout(resolve, ms);
  signal.addEventListener('abort', () => {
    clearTimeout(timer);
    reject(new DOMException('stopped', 'AbortError'));
  }, {once: true});
});

/** A result with what the page makes of it. */
class Answer {
  constructor(key, result, maps) {
    this.key = key;
    this.result = result;
    this.maps = maps;  // name -> {width, height, values, unit}
    this.candidates = result.regions.map((region, index) => {
      const mask = region.mask ? new RegionMask(region.mask) : null;
      return {index, region, mask, peak: this.peak(region, mask)};
    });
    this.object = result.object?.mask ? new RegionMask(result.object.mask) : null;
  }

  /** Largest value of the anomaly map inside a kept region. */
  peak(region, mask) {
    const map = this.maps.anomaly_map;
    return region.fate.rule === 'kept' && mask && map ? mask.peakOf(map.values) / map.unit : 0;
  }

  /** The map's value at a place, or null if the map was not asked for. */
  valueAt(name, x, y) {
    const map = this.maps[name];
    return map && x >= 0 && y >= 0 && x < map.width && y < map.height ? map.values[y * map.width + x] / map.unit : null;
  }
}

/** A picture: its file, what the server calls it, its newest answer. */
class Picture {
  static next = 0;
  id = Picture.next++;
  sha256 = null;
  bitmap = null;
  answer = null;
  error = null;       // {message, status}
  state = 'waiting';  // waiting, loading, running, done, failed
  stage = '';
  stages = [];        // of the run under way, in order

  constructor(file) {
    this.file = file;
    this.name = file.name || 'pasted image';
  }
}

/** Events: "pictures" (list, selection or a state), "answer" (the current picture's), "stage". */
export class Session extends EventTarget {
  pictures = [];
  current = null;
  limits = {};
  maps = new Set(['anomaly_map']);
  #answers = new Map();  // id and key -> answer, oldest first
  #queue = [];
  #active = null;        // {picture, controller}

  constructor(settings) {
    super();
    this.settings = settings;
    settings.addEventListener('change', () => this.#settingsChanged());
  }

  #tell(name) {
    this.dispatchEvent(new Event(name));
  }

  add(files) {
    const added = files.map((file) => new Picture(file));
    if (added.length === 0) return;
    this.pictures.push(...added);
    this.#queue.push(...added);
    this.select(added[0]);
  }

  remove(picture) {
    const at = this.pictures.indexOf(picture);
    this.pictures.splice(at, 1);
    this.#queue = this.#queue.filter((queued) => queued !== picture);
    if (this.#active?.picture === picture) this.#active.controller.abort();
    picture.bitmap?.close();
    for (const key of this.#answers.keys()) if (key.startsWith(`${picture.id} `)) this.#answers.delete(key);
    if (this.current === picture) this.select(this.pictures[Math.min(at, this.pictures.length - 1)] ?? null);
    else this.#tell('pictures');
  }

  select(picture) {
    this.current = picture;
    this.#tell('pictures');
    this.#tell('answer');
    if (picture && picture.state !== 'failed') this.run(picture);
  }

  /** The picture before (-1) or after (1). */
  step(by) {
    const picture = this.pictures[this.pictures.indexOf(this.current) + by];
    if (picture) this.select(picture);
  }

  isOutdated(picture) {
    return picture.answer !== null && picture.answer.key !== this.settings.key();
  }

  runAll() {
    for (const picture of this.pictures)
      if (this.isOutdated(picture) && !this.#queue.includes(picture)) this.#queue.push(picture);
    this.#pump();
  }

  /**
   * Brings the picture's answer up to date, before all others. What is asked for now goes out when the caller is done:
   * of several changes at once only the last is sent.
   */
  run(picture) {
    const known = this.#known(picture);
    this.#queue = this.#queue.filter((queued) => queued !== picture);
    if (known) {
      if (this.#active?.picture === picture) this.#active.controller.abort();
      this.#show(picture, known);
      this.#pump();
      return;
    }
    this.#queue.unshift(picture);
    if (this.#active) {
      if (this.#active.picture !== picture && !this.#queue.includes(this.#active.picture))
        this.#queue.push(this.#active.picture);
      this.#active.controller.abort();
    }
    this.#pump();
  }

  /** The map that is shown: asked for from now on, beside the anomaly map. Others cost time and are not. */
  want(map) {
    this.maps = new Set(['anomaly_map', map]);
    const picture = this.current;
    if (picture && picture.state !== 'failed' && !(picture.answer && this.#has(picture.answer))) this.run(picture);
  }

  #settingsChanged() {
    this.#tell('pictures');
    if (this.current) this.run(this.current);
  }

  #known(picture) {
    const answer = this.#answers.get(`${picture.id} ${this.settings.key()}`);
    return answer && this.#has(answer) ? answer : null;
  }

  #has(answer) {
    return [...this.maps].every((name) => name in answer.maps || answer.lacks.has(name));
  }

  #remember(picture, answer) {
    const key = `${picture.id} ${answer.key}`;
    this.#answers.delete(key);
    this.#answers.set(key, answer);
    const pixels = (kept) => kept.result.image.width * kept.result.image.height;
    let sum = [...this.#answers.values()].reduce((all, kept) => all + pixels(kept), 0);
    for (const [old, kept] of this.#answers) {
      if (sum <= kKeptPixels || old === key) break;
      sum -= pixels(kept);
      this.#answers.delete(old);
    }
  }

  async #pump() {
    if (this.#active) return;
    while (this.#queue.length > 0) {
      const picture = this.#queue.shift();
      this.#active = {picture, controller: new AbortController()};
      await this.#runOne(picture, this.#active.controller.signal);
      this.#active = null;
    }
  }

  async #runOne(picture, signal) {
    try {
      picture.error = null;
      await this.#load(picture, signal);
      this.#setState(picture, 'running');
      const answer = await this.#answer(picture, signal);
      this.#remember(picture, answer);
      this.#show(picture, answer);
    } catch (error) {
      if (error.name === 'AbortError') {
        this.#setState(picture, picture.answer ? 'done' : 'waiting');
        return;
      }
      picture.error = {message: error.message, status: error.status ?? null};
      this.#setState(picture, 'failed');
    }
  }

  #setState(picture, state) {
    picture.state = state;
    if (state === 'running') Object.assign(picture, {stage: '', stages: []});
    this.#tell('pictures');
    if (picture === this.current) this.#tell('stage');
  }

  #show(picture, answer) {
    picture.answer = answer;
    this.#setState(picture, 'done');
    if (picture === this.current) this.#tell('answer');
  }

  /** Gives the server the file if it does not have it, and gets the picture to look at. */
  async #load(picture, signal) {
    if (picture.sha256 && picture.bitmap) return;
    const {max_bytes: most} = this.limits;
    if (most && picture.file.size > most)
      throw new api.ServerError(`The file has ${bytes(picture.file.size)}; this server takes up to ${bytes(most)}.`, 413);
    this.#setState(picture, 'loading');
    const {image} = await this.#patiently(() => api.upload(picture.file, signal), signal);
    picture.bitmap ??= await api.picture(image, signal);
    picture.sha256 = image;
    if (picture === this.current) this.#tell('answer');
  }

  async #answer(picture, signal) {
    const key = this.settings.key();
    const wanted = [...this.maps];
    const ask = () => api.predict(
        {image: {sha256: picture.sha256, name: picture.name}, ...JSON.parse(key), maps: wanted},
        {signal, onStage: (stage) => this.#enter(picture, stage)});
    let answered;
    try {
      answered = await this.#patiently(ask, signal);
    } catch (error) {
      if (error.status !== 404) throw error;
      picture.sha256 = null;  // the server has forgotten the picture
      await this.#load(picture, signal);
      answered = await ask();
    }
    const {maps: files = {}, ...result} = answered;
    const maps = {};
    for (const [name, {png, unit}] of Object.entries(files)) maps[name] = {...await decodeGrey16(bytesOf(png)), unit};
    const answer = new Answer(key, result, maps);
    answer.lacks = new Set(wanted.filter((name) => !(name in maps)));
    return answer;
  }

  #enter(picture, stage) {
    picture.stage = stage;
    picture.stages.push(stage);
    if (picture === this.current) this.#tell('stage');
  }

  /** Does it, and again while the server says that it is busy. */
  async #patiently(work, signal) {
    for (let tries = 0; ; ++tries) {
      try {
        return await work();
      } catch (error) {
        if (error.status !== 429 || tries === kMostRetries) throw error;
        await wait(1000 * Math.max(error.retryAfter, 0.5), signal);
      }
    }
  }
}
