// The application's own script. Everything here adds to pages that work without it.

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const on = (type, act, capture) => document.addEventListener(type, act, capture);

// Composition. Requests and keys wait until a character is finished. Safari ends the
// composition before the Enter that confirms it, so 50 ms more are kept.
let composing = false;
let composedAt = -1e9;
on('compositionstart', () => { composing = true; }, true);
on('compositionend', (e) => {
  composing = false;
  composedAt = e.timeStamp;
  tellInput(e.target);
}, true);
const inComposition = (e) => composing || e.isComposing || e.keyCode === 229 || e.timeStamp - composedAt < 50;
const tellInput = (el) => el.dispatchEvent(new CustomEvent('herald:input', { bubbles: true }));
on('input', (e) => { if (!composing && !e.isComposing) tellInput(e.target); }, true);
on('keydown', (e) => { if (e.key === 'Enter' && inComposition(e)) e.stopPropagation(); }, true);
on('keydown', (e) => {
  if (e.key === 'Enter' && e.target.matches?.('input') && e.timeStamp - composedAt < 50) e.preventDefault();
}, true);

// Dialogs, copying, buttons that cannot be pressed.
const open = (id) => {
  const dialog = document.getElementById(id);
  if (dialog && !dialog.open) dialog.showModal();
  return dialog;
};
on('click', (e) => {
  const el = e.target.closest('[data-open],[data-close],[data-copy],[aria-disabled="true"]');
  if (!el) {
    if (e.target.matches('dialog[open]') && e.target.id !== '') closeOutside(e);
    return;
  }
  if (el.getAttribute('aria-disabled') === 'true') {
    e.preventDefault();
    e.stopPropagation();
  } else if (el.dataset.open) {
    if (el.dataset.open === 'palette') showPalette();
    else if (el.type !== 'submit') open(el.dataset.open);
    else askFirst(e, el);
  } else if ('close' in el.dataset) {
    el.closest('dialog')?.close();
  } else if (el.dataset.copy) {
    navigator.clipboard?.writeText(el.dataset.copy).then(() => {
      const word = el.textContent;
      el.textContent = '✓';
      setTimeout(() => { el.textContent = word; }, 1500);
    });
  }
}, true);
// A button that submits asks first, unless its form must be filled in before: then the
// browser or the server says so.
const askFirst = (e, button) => {
  const needed = button.form?.elements[button.dataset.needs];
  if (needed && !needed.value.trim()) return;
  e.preventDefault();
  forgive(button.form);
  if (button.form?.reportValidity()) open(button.dataset.open);
};
const closeOutside = (e) => {
  const box = e.target.getBoundingClientRect();
  const inside = e.clientX >= box.left && e.clientX <= box.right && e.clientY >= box.top && e.clientY <= box.bottom;
  if (!inside && e.target.id === 'palette') e.target.close();
};

// What the browser says about a field, in the words of the page. "#" stands for the limit.
const fault = (el) => {
  const { validity: v } = el;
  const chosen = el.matches('select, [type=radio], [type=checkbox], [type=file]');
  if (v.valueMissing) return chosen ? 'choose' : 'missing';
  if (v.typeMismatch) return el.type === 'url' ? 'url' : 'email';
  if (v.rangeUnderflow) return el.type.startsWith('date') ? 'early' : 'least';
  if (v.rangeOverflow) return 'most';
  if (v.tooShort) return 'short';
  return 'wrong';
};
const limitOf = { least: 'min', early: 'min', most: 'max', short: 'minlength' };
on('invalid', (e) => {
  const el = e.target;
  el.setCustomValidity('');
  const key = fault(el);
  const words = document.body.dataset[key];
  if (words) el.setCustomValidity(words.replace('#', (el.getAttribute(limitOf[key] ?? 'name') ?? '').replace('T', ' ')));
}, true);
const forgive = (form) => [...form?.elements ?? []].forEach((el) => el.setCustomValidity?.(''));
on('input', (e) => forgive(e.target.form), true);
on('click', (e) => {
  const button = e.target.closest?.('button, input[type=submit]');
  if (button?.form && button.type === 'submit') forgive(button.form);
}, true);

// A form is sent once; its button shows that it is on its way.
on('submit', (e) => {
  const button = e.submitter;
  if (e.target.dataset.sent && !e.target.matches('[hx-post],[hx-get]')) { e.preventDefault(); return; }
  if (e.target.method === 'post') {
    e.target.dataset.sent = '1';
    button?.setAttribute('aria-busy', 'true');
  }
  delete e.target.dataset.changed;
});
const settle = () => {
  $$('form[data-sent]').forEach((form) => { delete form.dataset.sent; });
  $$('button[aria-busy]').forEach((button) => button.removeAttribute('aria-busy'));
};
addEventListener('pageshow', settle);
on('change', (e) => {
  if (e.target.matches('[data-submit]')) e.target.form?.requestSubmit();
  if (e.target.form?.matches('[data-keep]')) e.target.form.dataset.changed = '1';
});
addEventListener('beforeunload', (e) => { if ($('form[data-changed]')) e.preventDefault(); });

// A toast stays six seconds, and as long as somebody points at it or is in it.
const startToasts = () => $$('[data-toast]:not([data-started])').forEach((toast) => {
  toast.dataset.started = '1';
  let left = 6000;
  const timer = setInterval(() => {
    if (toast.matches(':hover, :focus-within')) return;
    left -= 250;
    if (left <= 0) { clearInterval(timer); toast.remove(); }
  }, 250);
});

// After a part was replaced: toasts begin, the error summary gets the focus.
const afterChange = () => {
  settle();
  startToasts();
  $('[data-focus]:not([data-seen])')?.focus();
  $$('[data-focus]').forEach((el) => { el.dataset.seen = '1'; });
  countPicks();
};
on('htmx:after:swap', afterChange);

// Errors of part requests land in the notice of the page, never in a table cell.
on('htmx:error', () => settle());

// Picked rows and their bar. "#" in the words stands for the count.
const countPicks = () => $$('[data-bulk]').forEach((bar) => {
  const boxes = $$(`input[data-pick][form="${bar.id}"]`);
  const picked = boxes.filter((box) => box.checked).length;
  boxes.forEach((box) => box.closest('tr')?.toggleAttribute('data-picked', box.checked));
  boxes.forEach((box) => box.closest('tr')?.setAttribute('aria-selected', box.checked));
  bar.hidden = picked === 0;
  const words = $('[data-bulk-count]', bar);
  words.textContent = words.dataset.bulkCount.replace('#', picked.toLocaleString('en'));
  $$(`[data-pick-all="${bar.id}"]`).forEach((all) => {
    all.checked = picked > 0 && picked === boxes.length;
    all.indeterminate = picked > 0 && picked < boxes.length;
  });
});
on('change', (e) => {
  const all = e.target.dataset?.pickAll;
  if (all) $$(`input[data-pick][form="${all}"]`).forEach((box) => { box.checked = e.target.checked; });
  if (all || 'pick' in (e.target.dataset ?? {})) countPicks();
});
on('reset', () => setTimeout(countPicks));

// The command palette. The server ranks; an answer that comes late is dropped.
let asked = 0;
const palette = $('#palette');
const list = $('#palette-list');
const showPalette = () => {
  if (!palette || palette.open) return;
  open('palette');
  const input = $('input', palette);
  input.select();
  ask(input.value);
};
const ask = async (q) => {
  const mine = ++asked;
  try {
    const answer = await fetch(`${document.body.dataset.find}?q=${encodeURIComponent(q)}`, { headers: { 'HX-Request': 'true', 'HX-Request-Type': 'partial' } });
    const html = answer.ok ? await answer.text() : '';
    if (mine !== asked) return;
    list.innerHTML = html;
    if (!list.children.length && q) list.append(Object.assign(document.createElement('li'), { textContent: list.dataset.none }));
    choose(0);
  } catch { /* offline: the list stays as it is */ }
};
const options = () => $$('[role=option]', list);
const choose = (index) => {
  const all = options();
  if (!all.length) return;
  const at = (index + all.length) % all.length;
  all.forEach((li, i) => {
    li.id = `hit-${i}`;
    li.setAttribute('aria-selected', i === at);
  });
  $('input', palette).setAttribute('aria-activedescendant', `hit-${at}`);
  all[at].scrollIntoView({ block: 'nearest' });
};
if (palette) {
  let timer;
  palette.addEventListener('herald:input', (e) => {
    clearTimeout(timer);
    timer = setTimeout(() => ask(e.target.value), 90);
  });
  palette.addEventListener('keydown', (e) => {
    if (inComposition(e)) return;
    const at = options().findIndex((li) => li.getAttribute('aria-selected') === 'true');
    if (e.key === 'ArrowDown') choose(at + 1);
    else if (e.key === 'ArrowUp') choose(at - 1);
    else if (e.key === 'Enter' && at >= 0) location.assign(options()[at].dataset.href);
    else if (e.key === 'Escape') palette.close();
    else return;
    e.preventDefault();
  });
  list.addEventListener('click', (e) => {
    const li = e.target.closest('[data-href]');
    if (li) location.assign(li.dataset.href);
  });
}

// Keys. Single keys are off in fields, while composing, and where the settings say so.
let first = '';
let firstAt = 0;
const press = (name) => {
  const el = $$('[data-key]').find((it) => it.dataset.key.toLowerCase() === name && it.offsetParent !== null);
  // What decides over others is not done by one key: it moves there, Enter does it.
  if (name.startsWith('shift ')) el?.focus();
  else el?.click();
  return Boolean(el);
};
const move = (by) => {
  const rows = $$('[data-row]').filter((row) => row.offsetParent !== null);
  if (!rows.length) return;
  const at = rows.findIndex((row) => row.hasAttribute('data-cursor'));
  const next = rows[Math.min(rows.length - 1, Math.max(0, at < 0 ? 0 : at + by))];
  rows[at]?.removeAttribute('data-cursor');
  next.setAttribute('data-cursor', '');
  next.scrollIntoView({ block: 'nearest' });
  (next.matches('a') ? next : $('a', next))?.focus({ preventScroll: true });
};
on('keydown', (e) => {
  if (inComposition(e)) return;
  const key = e.key.toLowerCase();
  if ((e.ctrlKey || e.metaKey) && !e.altKey && !e.shiftKey) {
    if (key === 'k') { e.preventDefault(); showPalette(); }
    if (key === 's') {
      e.preventDefault();
      if (!document.dispatchEvent(new CustomEvent('herald:save', { cancelable: true }))) return;
      if (!press('ctrl s')) (e.target.form ?? $('form[data-keep]'))?.requestSubmit();
    }
    return;
  }
  if (e.ctrlKey || e.metaKey || e.altKey || document.body.dataset.keys === 'off') return;
  if (e.target.matches('input:not([type=checkbox],[type=radio]), textarea, select, [contenteditable], [contenteditable] *') || $('dialog[open]')) return;
  const name = e.shiftKey && /^[a-z]$/.test(key) ? `shift ${key}` : key;
  const pair = e.timeStamp - firstAt < 1200 ? `${first} ${name}` : '';
  first = name;
  firstAt = e.timeStamp;
  if (pair && press(pair)) { first = ''; e.preventDefault(); return; }
  if (name === '?') { open('keys'); return; }
  if (name === 'j') return move(1);
  if (name === 'k') return move(-1);
  if (name === 'x') return $('[data-cursor] input[data-pick]')?.click();
  if (name !== 'g' && press(name)) e.preventDefault();
});

// A chosen theme shows at once; the form that carries it tells the server.
on('change', (e) => {
  if (e.target.name === 'theme' && e.target.checked !== false) {
    const theme = e.target.value;
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
  }
});

afterChange();
