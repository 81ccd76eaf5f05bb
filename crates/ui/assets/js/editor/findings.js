// Findings: marks in the text, notes at the margin, one press to adopt.
import { Plugin, PluginKey } from 'prosemirror-state';
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

/** Findings as decorations: they move with the text until the next check. */
const decorated = (doc, findings) => {
  const blocks = textblocks(doc);
  return DecorationSet.create(doc, findings.flatMap((finding, index) => {
    const block = blocks[finding.block];
    if (!block) return [];
    const size = block.node.content.size;
    const from = block.pos + 1 + Math.min(finding.from, size);
    const to = block.pos + 1 + Math.min(finding.to, size);
    return to > from ? [Decoration.inline(from, to, { nodeName: 'mark', 'data-k': finding.severity, id: `m${index}` }, { index, finding })] : [];
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
  const adopt = (mark, text) => {
    if (!view.composing) view.dispatch(view.state.tr.insertText(text, mark.from, mark.to).setMeta(key, mark).scrollIntoView());
    view.focus();
  };
  const draw = () => {
    const marks = key.getState(view.state).find().sort((a, b) => a.from - b.from);
    margin.replaceChildren(...marks.map((mark) => {
      const { from, spec: { finding } } = mark;
      const note = el('div', { class: 'note', 'data-k': finding.severity, 'data-pos': from });
      note.append(el('p', {}, el('b', {}, finding.rule)), el('p', {}, finding.why));
      if (finding.suggestion) note.append(el('p', {}, finding.suggestion));
      if (finding.article) note.append(el('p', { class: 'mute' }, finding.article));
      if (finding.replacement !== undefined && view.editable) {
        const button = el('button', { class: 'link', type: 'button' }, words.adopt);
        button.addEventListener('click', () => adopt(mark, finding.replacement));
        note.append(el('p', { class: 'acts' }, button));
      }
      return note;
    }));
    place();
  };
  addEventListener('resize', place);
  new ResizeObserver(place).observe(view.dom);
  return { margin, draw, place };
};

export const el = (name, attrs = {}, ...children) => {
  const node = document.createElement(name);
  for (const [attr, value] of Object.entries(attrs)) node.setAttribute(attr, value);
  node.append(...children.filter((child) => child !== undefined));
  return node;
};
