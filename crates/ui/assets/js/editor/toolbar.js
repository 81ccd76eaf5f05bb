// The toolbar: words, not pictures.
import { setBlockType, toggleMark, wrapIn, lift } from 'prosemirror-commands';
import { undo, redo } from 'prosemirror-history';
import { wrapInList, liftListItem } from 'prosemirror-schema-list';
import { askLink } from './dialogs.js';
import { el } from './findings.js';
import { isLink } from './schema.js';

const hasMark = (state, type) => {
  const { from, to, empty, $from } = state.selection;
  return empty ? Boolean(type.isInSet(state.storedMarks ?? $from.marks())) : state.doc.rangeHasMark(from, to, type);
};
const isBlock = (state, type, attrs = {}) => {
  const { parent } = state.selection.$from;
  return parent.type === type && Object.entries(attrs).every(([name, value]) => parent.attrs[name] === value);
};
const inside = (state, type) => {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) if ($from.node(depth).type === type) return true;
  return false;
};
const wrapOrLift = (type, wrap, unwrap) => (state, dispatch, view) =>
  (inside(state, type) ? unwrap : wrap)(state, dispatch, view);

const editLink = (schema, words) => (state, dispatch, view) => {
  const type = schema.marks.link;
  const { $from, from, to, empty } = state.selection;
  if (empty && !hasMark(state, type)) return false;
  if (!dispatch) return true;
  const mark = type.isInSet(empty ? $from.marks() : $from.marksAcross(state.doc.resolve(to)) ?? []);
  let [start, end] = [from, to];
  if (empty) {
    const at = $from.parentOffset;
    $from.parent.forEach((node, offset) => {
      if (offset <= at && at <= offset + node.nodeSize && type.isInSet(node.marks)) [start, end] = [$from.start() + offset, $from.start() + offset + node.nodeSize];
    });
  }
  askLink(mark?.attrs.href ?? '', words, isLink).then((answer) => {
    if (answer) {
      const tr = view.state.tr.removeMark(start, end, type);
      view.dispatch(answer.href ? tr.addMark(start, end, type.create({ href: answer.href })) : tr);
    }
    view.focus();
  });
  return true;
};

/** The entries of the toolbar: word, command, whether it is on. */
export const commandsFor = (schema, words, pickImage) => {
  const { nodes, marks } = schema;
  const insert = (type) => (state, dispatch) => {
    dispatch?.(state.tr.replaceSelectionWith(type.create()).scrollIntoView());
    return true;
  };
  return [
    { word: words.paragraph, run: setBlockType(nodes.paragraph), on: (s) => isBlock(s, nodes.paragraph) },
    { word: words.heading, run: setBlockType(nodes.heading, { level: 2 }), on: (s) => isBlock(s, nodes.heading, { level: 2 }) },
    { word: words.subheading, run: setBlockType(nodes.heading, { level: 3 }), on: (s) => isBlock(s, nodes.heading, { level: 3 }), gap: true },
    { word: words.strong, run: toggleMark(marks.strong), on: (s) => hasMark(s, marks.strong), bold: true },
    { word: words.em, run: toggleMark(marks.em), on: (s) => hasMark(s, marks.em) },
    { word: words.link, run: editLink(schema, words), on: (s) => hasMark(s, marks.link), key: 'link' },
    { word: words.list, run: wrapOrLift(nodes.bullet_list, wrapInList(nodes.bullet_list), liftListItem(nodes.list_item)), on: (s) => inside(s, nodes.bullet_list) },
    { word: words.numbers, run: wrapOrLift(nodes.ordered_list, wrapInList(nodes.ordered_list), liftListItem(nodes.list_item)), on: (s) => inside(s, nodes.ordered_list) },
    { word: words.quote, run: wrapOrLift(nodes.blockquote, wrapIn(nodes.blockquote), lift), on: (s) => inside(s, nodes.blockquote) },
    { word: words.image, run: (state, dispatch) => { if (dispatch) pickImage(); return true; }, on: () => false },
    { word: words.warning, run: wrapOrLift(nodes.warning, wrapIn(nodes.warning), lift), on: (s) => inside(s, nodes.warning) },
    { word: words.rule, run: insert(nodes.horizontal_rule), on: () => false, gap: true },
    { word: words.undo, run: undo, on: () => false },
    { word: words.redo, run: redo, on: () => false },
  ];
};

/** The toolbar as one stop of the tab key; arrows move inside it. */
export const toolbarFor = (entries, label) => {
  const bar = el('div', { class: 'tools', role: 'toolbar', 'aria-label': label });
  let view;
  const buttons = entries.map((entry, index) => {
    const button = el('button', { type: 'button', tabindex: index ? '-1' : '0', 'aria-pressed': 'false' }, entry.bold ? el('b', {}, entry.word) : entry.word);
    button.addEventListener('mousedown', (e) => e.preventDefault());
    button.addEventListener('click', () => { if (!view.composing) entry.run(view.state, view.dispatch, view); view.focus(); });
    bar.append(button);
    if (entry.gap) bar.append(el('i'));
    return button;
  });
  bar.addEventListener('keydown', (e) => {
    const at = buttons.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[e.key];
    if (to === undefined || at < 0) return;
    e.preventDefault();
    buttons[at].tabIndex = -1;
    const next = buttons[(to + buttons.length) % buttons.length];
    next.tabIndex = 0;
    next.focus();
  });
  const update = () => buttons.forEach((button, i) => {
    const active = entries[i].on(view.state);
    button.setAttribute('aria-pressed', active);
    button.classList.toggle('on', active);
    button.setAttribute('aria-disabled', !entries[i].run(view.state));
  });
  return { bar, update, attach: (it) => { view = it; } };
};
