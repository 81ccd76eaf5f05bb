// Small questions of the editor: an address, an alternative text, two versions.
import { el } from './findings.js';

/** A dialog with fields; answers their values, or nothing when it was left. */
const askFor = (title, fields, words, check = () => '') => new Promise((resolve) => {
  const error = el('p', { class: 'field__error', role: 'alert', hidden: '' });
  const form = el('form', { class: 'form', method: 'dialog' });
  for (const { name, label, value = '' } of fields) {
    const input = el('input', { class: 'input', id: `q-${name}`, name, autocomplete: 'off' });
    input.value = value;
    form.append(el('div', { class: 'field' }, el('label', { for: `q-${name}` }, label), input));
  }
  const cancel = el('button', { class: 'btn', type: 'button' }, words.cancel);
  const foot = el('footer', {}, cancel, el('button', { class: 'btn btn--main', type: 'submit' }, words.ok));
  form.append(error, foot);
  const dialog = el('dialog', { class: 'dialog', 'aria-label': title }, el('h2', {}, title), form);
  let answer = null;
  form.addEventListener('submit', (e) => {
    const values = Object.fromEntries(new FormData(form));
    const wrong = check(values);
    if (wrong) {
      e.preventDefault();
      error.textContent = wrong;
      error.hidden = false;
      return;
    }
    answer = values;
  });
  cancel.addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () => { dialog.remove(); resolve(answer); });
  document.body.append(dialog);
  dialog.showModal();
});

export const askLink = (href, words, isLink) =>
  askFor(words.link, [{ name: 'href', label: words['link-address'], value: href }], words,
    ({ href: to }) => (to === '' || isLink(to) ? '' : words['link-bad']));

export const askImage = (figure, words) =>
  askFor(words.image, [
    { name: 'alt', label: words['image-alt'], value: figure.alt },
    { name: 'caption', label: words['image-caption'], value: figure.caption },
  ], words, ({ alt }) => (alt.trim() ? '' : words['image-alt-needed']));

/** Both versions beside each other; answers `keep` or `take`. */
export const askConflict = (conflict, mine, words) => new Promise((resolve) => {
  const keep = el('button', { class: 'btn btn--stop', type: 'button' }, words['conflict-keep']);
  const take = el('button', { class: 'btn', type: 'button' }, words['conflict-take']);
  const text = (title, body) => el('section', { class: 'sec' }, el('header', {}, el('h3', {}, title)), el('pre', { class: 'version' }, body));
  const dialog = el('dialog', { class: 'dialog dialog--wide', 'aria-label': words.conflict },
    el('h2', {}, words.conflict), el('p', { class: 's14' }, conflict.words ?? ''),
    el('div', { class: 'beside' }, text(words['conflict-mine'], mine), text(words['conflict-theirs'], conflict.theirs ?? '')),
    el('footer', {}, take, keep));
  let answer = '';
  keep.addEventListener('click', () => { answer = 'keep'; dialog.close(); });
  take.addEventListener('click', () => { answer = 'take'; dialog.close(); });
  dialog.addEventListener('close', () => { dialog.remove(); resolve(answer); });
  document.body.append(dialog);
  dialog.showModal();
});
