// Findings: marks in the text, notes at the margin, one press to adopt.
import { Plugin, PluginKey, TextSelection } from 'prosemirror-state';
import { Decoration, DecorationSet } from 'prosemirror-view';

const key = new PluginKey('findings');

/** The paragraphs and headings of a document in reading order, with their place. */
export const textblocks = (doc) => {
  const found = [];
  doc.descendants((node, pos) => {
    if (node.isTextblock) found.push({ node, pos });
    return !node.isTextblock;
  });
  return found;
};

/** Findings as decorations: they move with the text until the next check. Those of the title have no block. */
const decorated = (doc, findings) => {
  const blocks = textblocks(doc);
  return DecorationSet.create(doc, findings.flatMap((finding) => {
    const block = blocks[finding.block];
    if (!block) return [];
    const size = block.node.content.size;
    const from = block.pos + 1 + Math.min(finding.from, size);
    const to = block.pos + 1 + Math.min(finding.to, size);
    return to > from ? [Decoration.inline(from, to, { nodeName: 'mark', 'data-k': finding.severity, id: finding.id }, { finding })] : [];
  }));
};

export const findingsPlugin = (first) => new Plugin({
  key,
  state: {
    init: (_, state) => decorated(state.doc, first),
    apply: (tr, old) => {
      const meta = tr.getMeta(key);
      if (Array.isArray(meta)) return decorated(tr.doc, meta);
      return (meta ? old.remove([meta]) : old).map(tr.mapping, tr.doc);
    },
  },
  props: { decorations: (state) => key.getState(state) },
});

export const setFindings = (view, findings) => view.dispatch(view.state.tr.setMeta(key, findings).setMeta('addToHistory', false));

const marksOf = (state) => key.getState(state).find().sort((a, b) => a.from - b.from || a.to - b.to);

/** Puts the suggestion in place of the marked words, as one step that can be undone. */
const adopt = (view, mark) => {
  if (view.composing || !view.editable) return;
  view.dispatch(view.state.tr.insertText(mark.spec.finding.replacement ?? '', mark.from, mark.to).setMeta(key, mark).scrollIntoView());
  view.focus();
};

/** Selects a marked passage and brings it into sight. */
const select = (view, mark) => {
  view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, mark.from, mark.to)).scrollIntoView());
  view.focus();
  const note = document.querySelector(`[data-note="${CSS.escape(mark.spec.finding.id)}"]`);
  document.querySelectorAll('.note[data-on]').forEach((it) => it.removeAttribute('data-on'));
  note?.setAttribute('data-on', '');
  view.domAtPos(mark.from).node.parentElement?.scrollIntoView({ block: 'center' });
};

/** Goes to the finding with this id; answers whether there is one. */
export const jumpTo = (view, id) => {
  const mark = marksOf(view.state).find((it) => it.spec.finding.id === id);
  if (mark) select(view, mark);
  return Boolean(mark);
};

/** Commands: to the next finding or the one before, round and round; adopt the one at the cursor. */
export const jumpBy = (step) => (state, dispatch, view) => {
  const marks = marksOf(state);
  if (!marks.length) return false;
  if (dispatch) {
    const { from, to } = state.selection;
    const ahead = marks.filter((it) => (step > 0 ? it.from >= to && !(it.from === from && it.to === to) : it.to <= from));
    const next = step > 0 ? ahead[0] ?? marks[0] : ahead.at(-1) ?? marks.at(-1);
    select(view, next);
  }
  return true;
};
export const adoptHere = (state, dispatch, view) => {
  const { from, to } = state.selection;
  const mark = marksOf(state).find((it) => it.from <= from && to <= it.to && it.spec.finding.replacement !== undefined);
  if (mark && dispatch) adopt(view, mark);
  return Boolean(mark);
};

/** One note: what, why, what to write instead, by which law, and the press that does it. */
const noteOf = (finding, words, act) => {
  const note = el('div', { class: 'note', 'data-k': finding.severity, 'data-note': finding.id });
  note.append(el('p', {}, el('b', {}, finding.rule)), el('p', {}, finding.why));
  if (finding.suggestion) note.append(el('p', {}, finding.suggestion));
  if (finding.article) note.append(el('p', { class: 'mute', lang: 'zh-Hant' }, finding.article));
  if (act && finding.severity !== 'clinic') {
    const word = finding.replacement ? `${words.adopt}${words.colon}${finding.replacement}` : words['delete-words'];
    const button = el('button', { class: 'link', type: 'button' }, word);
    button.addEventListener('click', act);
    note.append(el('p', { class: 'acts' }, button));
  }
  return note;
};

/** Notes beside the paragraphs they speak of. Their places are set here, the only style a script writes. */
export const marginFor = (view, words) => {
  const margin = document.createElement('div');
  margin.className = 'margins';
  const place = () => {
    const top = margin.getBoundingClientRect().top;
    const wide = getComputedStyle(margin).position === 'absolute';
    let floor = 0;
    for (const note of margin.children) {
      if (!wide) { note.style.removeProperty('inset-block-start'); continue; }
      const at = Math.max(floor, view.coordsAtPos(Number(note.dataset.pos)).top - top);
      note.style.insetBlockStart = `${at}px`;
      floor = at + note.offsetHeight + 12;
    }
  };
  const draw = () => {
    margin.replaceChildren(...marksOf(view.state).map((mark) => {
      const note = noteOf(mark.spec.finding, words, view.editable ? () => adopt(view, mark) : undefined);
      note.dataset.pos = mark.from;
      note.addEventListener('click', (e) => { if (!e.target.closest('button')) select(view, mark); });
      return note;
    }));
    place();
  };
  addEventListener('resize', place);
  new ResizeObserver(place).observe(view.dom);
  return { margin, draw, place };
};

/** Notes under the title, which is a field of its own. */
export const titleNotes = (title, words) => {
  const box = el('div', { class: 'titlenotes' });
  const replace = (finding) => {
    title.focus();
    title.setSelectionRange(finding.from, finding.to);
    // The only way into the field's own undo; where it is gone, the words are put in all the same.
    const text = finding.replacement ?? '';
    if (!document.execCommand(text ? 'insertText' : 'delete', false, text)) {
      title.setRangeText(text, finding.from, finding.to, 'end');
      title.dispatchEvent(new Event('input', { bubbles: true }));
    }
  };
  const draw = (findings) => box.replaceChildren(...findings.filter((it) => it.block === undefined).map((finding) =>
    noteOf(finding, words, title.readOnly || finding.to <= finding.from ? undefined : () => replace(finding))));
  return { box, draw };
};

export const el = (name, attrs = {}, ...children) => {
  const node = document.createElement(name);
  for (const [attr, value] of Object.entries(attrs)) node.setAttribute(attr, value);
  node.append(...children.filter((child) => child !== undefined));
  return node;
};
