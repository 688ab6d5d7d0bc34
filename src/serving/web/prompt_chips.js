// Prompts as chips: read, edit in place, remove, add.
import {announce, fill, h} from './dom.js';

/** A list of chips with a line to add one. `kind` says what a chip holds and how it is spoken of. */
export class PromptChips {
  #items = [];
  #editing = null;
  #given = '';      // what is drawn, so that typing is not disturbed by an equal list

  /**
   * @param kind {name, placeholder, hasPhrase, blank: () => item}: items are {text, filtered_phrase}
   * @param change called with the new list
   */
  constructor(kind, change) {
    this.kind = kind;
    this.change = change;
    this.list = h('ul', {class: 'chips', 'aria-label': kind.name});
    this.entry = h('input', {type: 'text', placeholder: kind.placeholder, 'aria-label': `Add to ${kind.name.toLowerCase()}`, maxlength: '400'});
    this.error = h('p', {class: 'field-error', role: 'alert', hidden: true});
    this.element = h('div', {}, this.list,
        h('form', {class: 'add-line', onsubmit: (event) => { event.preventDefault(); this.#add(); }},
          this.entry, h('button', {type: 'submit'}, 'Add')), this.error);
  }

  show(items) {
    if (JSON.stringify(items) === this.#given) return;
    this.#given = JSON.stringify(items);
    this.#items = items;
    this.#editing = null;
    this.#draw();
  }

  #draw() {
    fill(this.list, ...this.#items.map((item, i) => i === this.#editing ? this.#editor(item, i) : this.#chip(item, i)));
  }

  #chip(item, i) {
    return h('li', {class: 'chip'},
        h('button', {class: 'chip-text', title: 'Edit', 'aria-label': `Edit prompt ${item.text}`, onclick: () => this.#edit(i)},
          item.text, this.kind.hasPhrase && item.filtered_phrase ? h('small', {title: `A box named “${item.filtered_phrase}” is the part, no defect`}, ` not ${item.filtered_phrase}`) : null),
        h('button', {class: 'chip-remove', 'aria-label': `Remove prompt ${item.text}`, onclick: () => this.#remove(i)}, '×'));
  }

  #editor(item, i) {
    const text = h('input', {type: 'text', value: item.text, 'aria-label': 'Phrase', required: true, maxlength: '400'});
    const phrase = h('input', {type: 'text', value: item.filtered_phrase ?? '', 'aria-label': 'Name of the part, which is no defect', maxlength: '100'});
    const save = (event) => {
      event.preventDefault();
      const edited = {...item, text: text.value.trim(), ...(this.kind.hasPhrase ? {filtered_phrase: phrase.value.trim()} : {})};
      if (this.#isTaken(edited.text, i)) return;
      this.#commit(this.#items.with(i, edited), i);
    };
    const cancel = () => {
      this.#editing = null;
      this.#draw();
      this.#focus(i);
    };
    return h('li', {class: 'chip-editor'}, h('form', {onsubmit: save, onkeydown: (event) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      cancel();
    }},
      h('label', {}, h('span', {}, 'Phrase'), text),
      this.kind.hasPhrase ? h('label', {title: 'A box that comes back under this name is the part itself and is dropped'}, h('span', {}, 'Part’s name'), phrase) : null,
      h('div', {class: 'row'}, h('button', {type: 'submit', class: 'primary'}, 'Save'), h('button', {type: 'button', onclick: cancel}, 'Cancel'))));
  }

  #edit(i) {
    this.#editing = i;
    this.#draw();
    this.list.querySelector('input')?.focus();
  }

  #isTaken(text, except = -1) {
    const taken = this.#items.some((item, i) => i !== except && item.text === text);
    this.error.hidden = !taken;
    this.error.textContent = taken ? `“${text}” is there already; twice it would count twice.` : '';
    return taken;
  }

  #add() {
    const text = this.entry.value.trim();
    if (!text || this.#isTaken(text)) return;
    this.entry.value = '';
    this.#commit([...this.#items, {...this.kind.blank(), text}]);
    announce(`Prompt ${text} added`);
  }

  #remove(i) {
    const {text} = this.#items[i];
    this.#commit(this.#items.toSpliced(i, 1), Math.min(i, this.#items.length - 2));
    announce(`Prompt ${text} removed`);
  }

  #commit(items, focused = null) {
    this.#editing = null;
    this.error.hidden = true;
    this.change(items);
    this.show(items);
    if (focused !== null) this.#focus(focused);
  }

  #focus(i) {
    (this.list.children[i]?.querySelector('.chip-text') ?? this.entry).focus();
  }
}
