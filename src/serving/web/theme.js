// Dark, light, or as the system says; remembered by the browser.
import {$} from './dom.js';

const kThemes = ['system', 'light', 'dark'];
const kSigns = {system: '◐', light: '☀', dark: '☾'};

function apply(theme) {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  $('theme').textContent = kSigns[theme];
  const words = `Colours: ${theme === 'system' ? 'as the system' : theme}`;
  $('theme').setAttribute('aria-label', words);
  $('theme').title = words;
}

export function buildThemeButton() {
  let theme = kThemes.find((name) => name === localStorage.getItem('saa-theme')) ?? 'system';
  apply(theme);
  $('theme').addEventListener('click', () => {
    theme = kThemes[(kThemes.indexOf(theme) + 1) % kThemes.length];
    localStorage.setItem('saa-theme', theme);
    apply(theme);
  });
}
