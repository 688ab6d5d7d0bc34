// A list of profiles that is searched by typing (ARIA combobox).
import {fill, h} from './dom.js';

export class ProfilePicker {
  #names = [];
  #value = '';
  #choose;
  #active = -1;

  /** @param choose called with the name that the user took */
  constructor(choose) {
    this.#choose = choose;
    this.input = h('input', {
      id: 'profile', type: 'text', role: 'combobox', autocomplete: 'off', spellcheck: 'false',
      'aria-expanded': 'false', 'aria-controls': 'profile-list', 'aria-autocomplete': 'list',
      onfocus: () => this.input.select(), oninput: () => this.#open(this.input.value),
      onclick: () => this.#open(''), onblur: () => this.#close(), onkeydown: (event) => this.#key(event),
    });
    this.list = h('ul', {id: 'profile-list', role: 'listbox', 'aria-label': 'Profiles', hidden: true});
    this.element = h('div', {class: 'picker'}, this.input, this.list);
  }

  /** @param profiles [{name, object, …}] */
  setProfiles(profiles) {
    this.#names = profiles;
  }

  set value(name) {
    this.#value = name;
    if (document.activeElement !== this.input || this.list.hidden) this.input.value = name;
  }

  #open(words) {
    const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
    const found = this.#names.filter(({name, object}) => wanted.every((word) => `${name} ${object ?? ''}`.toLowerCase().includes(word)));
    fill(this.list, ...found.map(({name, object}, i) => h('li', {
      id: `profile-${i}`, role: 'option', 'data-name': name, 'aria-selected': String(name === this.#value),
      onpointerdown: (event) => { event.preventDefault(); this.#take(name); },
    }, h('span', {}, name), h('small', {}, object ?? ''))));
    if (found.length === 0) this.list.append(h('li', {class: 'none', role: 'option', 'aria-disabled': 'true', 'aria-selected': 'false'}, 'No profile has these words'));
    this.list.hidden = false;
    this.input.setAttribute('aria-expanded', 'true');
    this.#mark(words === '' ? found.findIndex(({name}) => name === this.#value) : found.length > 0 ? 0 : -1);
  }

  #close() {
    this.list.hidden = true;
    this.input.setAttribute('aria-expanded', 'false');
    this.input.removeAttribute('aria-activedescendant');
    this.input.value = this.#value;
  }

  #mark(index) {
    const options = this.list.querySelectorAll('[data-name]');
    this.#active = Math.min(Math.max(index, -1), options.length - 1);
    options.forEach((option, i) => option.classList.toggle('active', i === this.#active));
    const active = options[this.#active];
    if (!active) return this.input.removeAttribute('aria-activedescendant');
    this.input.setAttribute('aria-activedescendant', active.id);
    active.scrollIntoView({block: 'nearest'});
  }

  #take(name) {
    this.#value = name;
    this.#close();
    this.#choose(name);
  }

  #key(event) {
    const active = this.list.querySelectorAll('[data-name]')[this.#active];
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (this.list.hidden) this.#open('');
      else this.#mark(this.#active + (event.key === 'ArrowDown' ? 1 : -1));
    } else if (event.key === 'Enter' && !this.list.hidden && active) {
      this.#take(active.dataset.name);
    } else if (event.key === 'Escape' && !this.list.hidden) {
      this.#close();
    } else {
      return;
    }
    event.preventDefault();
  }
}
