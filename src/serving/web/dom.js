// Elements from data. Text is always text: nothing here parses HTML.

export const $ = (id) => document.getElementById(id);

/** h('button', {class: 'x', onclick: f, 'aria-label': 'y'}, 'text', child, …); null and false are left out. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...present(children));
  return element;
}

const present = (children) => children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);

/** Puts the children in the place of the element's own. */
export function fill(element, ...children) {
  element.replaceChildren(...present(children));
}

/** Says it to screen readers. */
export function announce(text) {
  $('status').textContent = text;
}

let toastTimer = 0;

/** Says it at the lower edge for a moment. */
export function toast(text) {
  const box = $('toast');
  box.textContent = text;
  box.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { box.hidden = true; }, 4000);
}

/** Hands the bytes to the user as a file. */
export function download(blob, name) {
  const url = URL.createObjectURL(blob);
  h('a', {href: url, download: name}).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
