// The server, as functions. Addresses are relative to the page, so that it works behind a prefix too.

/** What went wrong, in words for the user. `status` is 0 where no answer came. */
export class ServerError extends Error {
  constructor(message, status, retryAfter = 0) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;  // seconds
  }
}

let token = sessionStorage.getItem('saa-token');

export function setToken(text) {
  token = text;
  sessionStorage.setItem('saa-token', text);
}

async function errorOf(response) {
  const text = await response.text();
  let words = `The server answered ${response.status}.`;
  try {
    words = JSON.parse(text).error ?? words;
  } catch {
    // Not ours: a proxy's page, say.
  }
  return new ServerError(words, response.status, Number(response.headers.get('Retry-After') ?? 0));
}

/** The answer, if it is a good one. @throws ServerError, or AbortError if `options.signal` says so. */
async function call(path, options = {}) {
  const headers = {...options.headers};
  if (token) headers.Authorization = `Bearer ${token}`;
  let response;
  try {
    response = await fetch(new URL(path, document.baseURI), {...options, headers});
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new ServerError('The server does not answer. Is “saa serve” still running?', 0);
  }
  if (!response.ok) throw await errorOf(response);
  return response;
}

const post = (path, body, accept, signal) => call(path, {
  method: 'POST', body: JSON.stringify(body), signal,
  headers: {'Content-Type': 'application/json', Accept: accept},
});

export const info = async () => (await call('v1/info')).json();
export const profiles = async () => (await call('v1/profiles')).json();
export const profile = async (name) =>
  (await call(`v1/profiles/${name.split('/').map(encodeURIComponent).join('/')}`,
              {headers: {Accept: 'application/json'}})).json();
export const profileToml = async (profile) =>
  (await post('v1/profiles/toml', profile, 'application/toml')).text();
export const annotations = async (request, format) =>
  (await post(`v1/export?format=${format}`, request, '*/*')).blob();

/** Gives the server the file. @returns {image: sha256, width, height} */
export const upload = async (file, signal) =>
  (await call('v1/images', {method: 'POST', body: file, signal,
                            headers: {'Content-Type': 'application/octet-stream'}})).json();

/** The picture as the networks see it, upright and 8 bit. */
export const picture = async (sha256, signal) =>
  createImageBitmap(await (await call(`v1/images/${sha256}`, {signal})).blob());

/** The result; `onStage` hears the name of each stage as it begins. */
export async function predict(request, {signal, onStage}) {
  const response = await post('v1/predict', request, 'application/x-ndjson', signal);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const {value, done} = await readNext(reader);
    rest += value ?? '';
    const lines = rest.split('\n');
    rest = done ? '' : lines.pop();
    for (const line of lines.filter((text) => text.trim())) {
      const message = JSON.parse(line);
      if (message.error) throw failureOf(message);
      if (message.result) return message.result;
      if (message.stage) onStage(message.stage);
    }
    if (done) throw new ServerError('The server ended its answer too early.', 0);
  }
}

async function readNext(reader) {
  try {
    return await reader.read();
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new ServerError('The connection broke while the server was working.', 0);
  }
}

function failureOf(message) {
  const body = typeof message.error === 'string' ? message : message.error;
  return new ServerError(body.error, body.status ?? 500, body.retry_after ?? 0);
}
