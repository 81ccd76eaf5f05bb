// The editor of texts: ProseMirror over a closed schema, findings at the margin,
// saving by itself. Nothing touches the document while a character is composed.
import { baseKeymap, chainCommands, exitCode, setBlockType, toggleMark } from 'prosemirror-commands';
import { dropCursor } from 'prosemirror-dropcursor';
import { gapCursor } from 'prosemirror-gapcursor';
import { history, redo, undo } from 'prosemirror-history';
import { inputRules, textblockTypeInputRule, wrappingInputRule } from 'prosemirror-inputrules';
import { keymap } from 'prosemirror-keymap';
import { Node } from 'prosemirror-model';
import { liftListItem, sinkListItem, splitListItem } from 'prosemirror-schema-list';
import { EditorState, Plugin } from 'prosemirror-state';
import { EditorView } from 'prosemirror-view';
import { askConflict, askImage } from './dialogs.js';
import { adoptHere, el, findingsPlugin, jumpBy, jumpTo, marginFor, setFindings, titleNotes } from './findings.js';
import { schemaFor } from './schema.js';
import { commandsFor, toolbarFor } from './toolbar.js';
import { pastedFiles, uploadsFor, uploadsPlugin } from './uploads.js';

const SAVE_MS = 3000;
const CHECK_MS = 600;

const keysFor = ({ nodes, marks }, link) => keymap({
  'Mod-z': undo, 'Shift-Mod-z': redo, 'Mod-y': redo,
  'Mod-b': toggleMark(marks.strong), 'Mod-i': toggleMark(marks.em), 'Mod-Shift-k': link,
  'Mod-Alt-0': setBlockType(nodes.paragraph),
  'Mod-Alt-2': setBlockType(nodes.heading, { level: 2 }), 'Mod-Alt-3': setBlockType(nodes.heading, { level: 3 }),
  Enter: splitListItem(nodes.list_item),
  F8: jumpBy(1), 'Shift-F8': jumpBy(-1), 'Alt-Enter': adoptHere,
  'Mod-]': sinkListItem(nodes.list_item), 'Mod-[': liftListItem(nodes.list_item),
  'Shift-Enter': chainCommands(exitCode, (state, dispatch) => {
    dispatch?.(state.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView());
    return true;
  }),
});

const rulesFor = ({ nodes }) => inputRules({
  rules: [
    textblockTypeInputRule(/^##\s$/, nodes.heading, { level: 2 }),
    textblockTypeInputRule(/^###\s$/, nodes.heading, { level: 3 }),
    wrappingInputRule(/^\s*[-*]\s$/, nodes.bullet_list),
    wrappingInputRule(/^(\d+)\.\s$/, nodes.ordered_list, (match) => ({ order: Number(match[1]) })),
    wrappingInputRule(/^\s*>\s$/, nodes.blockquote),
  ],
});

const start = (root) => {
  const words = JSON.parse(root.dataset.words);
  const editable = !('readonly' in root.dataset);
  const schema = schemaFor((id) => root.dataset.image.replace('{id}', encodeURIComponent(id)));
  const plain = root.querySelector('[data-plain]');
  const status = document.querySelector('[data-save-state]') ?? el('span');
  const title = el('textarea', { class: 'title title--edit', id: 'title', rows: '1', lang: root.dataset.lang, 'aria-label': plain.elements.title.labels[0].textContent });
  title.value = plain.elements.title.value;
  title.readOnly = !editable;
  let revision = Number(root.dataset.revision);
  let changed = 0;
  let saved = 0;
  let saveTimer;
  let checkTimer;
  let saving = false;

  const post = (url, body, headers = {}) => fetch(url, {
    method: 'POST', body, headers: { 'X-CSRF-Token': root.dataset.csrf, Accept: 'application/json', ...headers },
  });
  const json = (url, body) => post(url, JSON.stringify(body), { 'Content-Type': 'application/json' });
  const later = () => { clearTimeout(saveTimer); saveTimer = setTimeout(save, SAVE_MS); };
  const checkLater = () => { clearTimeout(checkTimer); checkTimer = setTimeout(check, CHECK_MS); };

  const save = async () => {
    if (!editable || saved === changed) return;
    if (view.composing || saving) { later(); return; }
    saving = true;
    const at = changed;
    status.textContent = words.saving;
    try {
      const answer = await json(root.dataset.save, { doc: view.state.doc.toJSON(), title: title.value, revision });
      const body = await answer.json().catch(() => ({}));
      if (answer.status === 409) { await conflict(body); return; }
      if (!answer.ok || body.revision === undefined) throw new Error(body.detail ?? (answer.status < 500 ? words['signed-out'] : words['save-failed']));
      revision = body.revision;
      saved = at;
      status.textContent = saved === changed ? body.words : words.unsaved;
    } catch (error) {
      status.textContent = navigator.onLine ? `${words.unsaved} ${error.message}` : words.offline;
      later();
    } finally {
      saving = false;
    }
  };
  const conflict = async (body) => {
    status.textContent = words.conflict;
    const answer = await askConflict(body, view.state.doc.textBetween(0, view.state.doc.content.size, '\n\n', '\n'), words);
    if (answer === 'take') { saved = changed; location.reload(); }
    if (answer === 'keep') { revision = body.revision; saving = false; await save(); }
  };
  let checks = 0;
  const check = async () => {
    if (!root.dataset.check) return;
    if (view.composing) { checkLater(); return; }
    const doc = view.state.doc;
    const mine = ++checks;
    try {
      const answer = await json(root.dataset.check, { doc: doc.toJSON(), title: title.value });
      if (!answer.ok || mine !== checks) return;
      const { findings, panel } = await answer.json();
      if (!view.state.doc.eq(doc) || view.composing) { checkLater(); return; }
      setFindings(view, findings);
      show(findings);
      follow(panel);
    } catch { /* offline: the old findings stay */ }
  };

  // The panel is drawn by the server from what was typed; a focused link in it keeps its focus.
  const panel = document.querySelector('[data-checks]');
  const follow = (html) => {
    if (!panel || html === undefined) return;
    const held = panel.contains(document.activeElement) ? document.activeElement.getAttribute('href') : null;
    panel.innerHTML = html;
    if (held) [...panel.querySelectorAll('a')].find((it) => it.getAttribute('href') === held)?.focus();
  };
  const show = (findings) => {
    inTitle.draw(findings);
    notes.draw();
    next.hidden = !findings.some((finding) => finding.block !== undefined);
  };
  const picker = el('input', { type: 'file', accept: 'image/*', hidden: '' });
  picker.addEventListener('change', () => { upload(picker.files, view.state.selection.to); picker.value = ''; });

  const entries = commandsFor(schema, words, () => picker.click());
  const tools = toolbarFor(entries, words.toolbar);
  const counter = el('span', { class: 's13 mute', 'aria-live': 'off' });
  const count = () => {
    const text = view.state.doc.textBetween(0, view.state.doc.content.size, '', '');
    counter.textContent = words.characters.replace('#', [...text.replace(/\s/g, '')].length.toLocaleString('en'));
  };
  const touched = () => {
    changed += 1;
    if (!saving) status.textContent = words.unsaved;
    later();
    checkLater();
    count();
  };

  const first = JSON.parse(root.dataset.findings);
  const place = el('div', { class: 'txt' });
  const view = new EditorView(place, {
    state: EditorState.create({
      doc: Node.fromJSON(schema, JSON.parse(root.dataset.doc)),
      plugins: [
        rulesFor(schema), keysFor(schema, entries.find((entry) => entry.key === 'link').run), keymap(baseKeymap),
        history(), dropCursor({ color: false, class: 'dropline' }), gapCursor(),
        findingsPlugin(first), uploadsPlugin(),
        new Plugin({ view: () => ({ update: (it, old) => { tools.update(); if (!it.state.doc.eq(old.doc)) { touched(); notes.draw(); } } }) }),
      ],
    }),
    editable: () => editable,
    attributes: { class: 'prose', lang: root.dataset.lang, role: 'textbox', 'aria-multiline': 'true', 'aria-label': root.getAttribute('aria-label'), spellcheck: 'false' },
    handlePaste: (_, event) => editable && upload(pastedFiles(event.clipboardData), view.state.selection.to),
    handleDrop: (_, event, __, moved) => !moved && editable && upload(event.dataTransfer?.files ?? [], view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos ?? 0),
    handleDoubleClickOn: (_, __, node, pos) => {
      if (node.type !== schema.nodes.figure || !editable) return false;
      askImage(node.attrs, words).then((attrs) => { if (attrs) view.dispatch(view.state.tr.setNodeMarkup(pos, null, { ...node.attrs, ...attrs })); view.focus(); });
      return true;
    },
  });
  const notes = marginFor(view, words);
  const inTitle = titleNotes(title, words);
  const upload = uploadsFor(view, words, Number(root.dataset.uploadMost), (form) => post(root.dataset.upload, form));
  const next = el('button', { class: 'link s13', type: 'button', hidden: '' }, words['next-finding']);
  next.addEventListener('click', () => jumpBy(1)(view.state, view.dispatch, view));
  tools.attach(view);

  title.addEventListener('herald:input', touched);
  title.addEventListener('keydown', (e) => { if (e.key === 'Enter' && !e.isComposing && e.keyCode !== 229) { e.preventDefault(); view.focus(); } });
  document.addEventListener('herald:save', (e) => { e.preventDefault(); clearTimeout(saveTimer); save(); });
  addEventListener('online', save);
  addEventListener('beforeunload', (e) => { if (saved !== changed) e.preventDefault(); });
  document.addEventListener('visibilitychange', () => { if (document.hidden) save(); });

  const row = el('div', { class: 'pair toolrow' }, el('div', { class: 'toolline' }, ...(editable ? [tools.bar, picker] : []), counter));
  const heading = el('div', { class: 'pair' }, el('div', { class: 'txt' }, title, inTitle.box), el('p', { class: 'nextup' }, next));
  plain.replaceWith(row, heading, el('div', { class: 'pair pair--ed' }, place, notes.margin));
  tools.update();
  count();
  show(first);
  if (!first.length) checkLater();
  const goTo = (hash) => (hash === '#title' ? (title.focus(), true) : /^#m\d+$/.test(hash) && jumpTo(view, hash.slice(1)));
  panel?.addEventListener('click', (e) => {
    const hash = e.target.closest('a[href^="#"]')?.getAttribute('href');
    if (hash && goTo(hash)) e.preventDefault();
  });
  goTo(location.hash);
  // A file dropped beside the text would take the browser away from the page.
  addEventListener('dragover', (e) => { if (e.dataTransfer?.types.includes('Files')) e.preventDefault(); });
  addEventListener('drop', (e) => {
    if (e.defaultPrevented || !e.dataTransfer?.files.length || e.target.closest?.('dialog, input')) return;
    e.preventDefault();
    if (editable) upload(e.dataTransfer.files, view.state.doc.content.size);
  });
};

document.querySelectorAll('[data-editor]').forEach(start);
