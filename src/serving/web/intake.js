// Images into the page: dropped, pasted, chosen.
import {$} from './dom.js';

/** @param take called with a list of files */
export function takeFiles(take) {
  const choose = () => $('files').click();
  $('add').addEventListener('click', choose);
  $('choose').addEventListener('click', choose);
  $('files').addEventListener('change', () => {
    take([...$('files').files]);
    $('files').value = '';  // so that the same file may be chosen again
  });
  document.addEventListener('paste', (event) => {
    const files = [...event.clipboardData.files];
    if (files.length === 0) return;
    event.preventDefault();
    take(files);
  });

  let depth = 0;  // dragenter and dragleave come for every element on the way
  const over = (by) => {
    depth = Math.max(0, depth + by);
    $('drop').hidden = depth === 0;
  };
  const hasFiles = (event) => event.dataTransfer?.types.includes('Files');
  document.addEventListener('dragenter', (event) => hasFiles(event) && over(1));
  document.addEventListener('dragleave', (event) => hasFiles(event) && over(-1));
  document.addEventListener('dragover', (event) => hasFiles(event) && event.preventDefault());
  document.addEventListener('drop', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    over(-depth);
    take([...event.dataTransfer.files]);
  });
}
