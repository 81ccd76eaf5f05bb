// Pictures on their way in: a box stands where the picture will stand, says what happens,
// and stays until the picture is in the text or somebody gave it up.
import { Plugin, PluginKey } from 'prosemirror-state';
import { Decoration, DecorationSet } from 'prosemirror-view';
import { askImage } from './dialogs.js';
import { el } from './findings.js';

const key = new PluginKey('uploads');

export const uploadsPlugin = () => new Plugin({
  key,
  state: {
    init: () => DecorationSet.empty,
    apply: (tr, old) => {
      const set = old.map(tr.mapping, tr.doc);
      const meta = tr.getMeta(key);
      if (!meta) return set;
      if (meta.add) return set.add(tr.doc, [Decoration.widget(meta.pos, meta.add, { box: meta.add, side: 1, ignoreSelection: true, stopEvent: () => true })]);
      return set.remove(set.find(undefined, undefined, (spec) => spec.box === meta.remove));
    },
  },
  props: { decorations: (state) => key.getState(state) },
});

/** Where a block may stand that belongs to `pos`: behind the paragraph, list or quote around it. */
const behind = (doc, pos) => {
  const at = doc.resolve(Math.min(pos, doc.content.size));
  return at.depth ? at.after(1) : at.pos;
};

/** Sends files one after the other; `post` answers the fetch of one multipart body. */
export const uploadsFor = (view, words, limit, post) => {
  const boxAt = (pos, name) => {
    const dom = el('div', { class: 'upload', contenteditable: 'false' });
    view.dispatch(view.state.tr.setMeta(key, { add: dom, pos: behind(view.state.doc, pos) }).setMeta('addToHistory', false));
    const at = () => key.getState(view.state).find(undefined, undefined, (spec) => spec.box === dom)[0]?.from ?? view.state.doc.content.size;
    const close = () => view.dispatch(view.state.tr.setMeta(key, { remove: dom }).setMeta('addToHistory', false));
    const say = (text, wrong, ...acts) => {
      dom.toggleAttribute('data-wrong', wrong);
      const buttons = acts.map(([word, act]) => {
        const button = el('button', { class: 'link', type: 'button' }, word);
        button.addEventListener('click', act);
        return button;
      });
      dom.replaceChildren(el('p', { role: wrong ? 'alert' : 'status' }, el('b', {}, name), ' ', text), ...(buttons.length ? [el('p', { class: 'acts' }, ...buttons)] : []));
    };
    return { at, close, say };
  };
  const put = async (box, image) => {
    const attrs = await askImage({ alt: image.alt ?? '', caption: '' }, words);
    if (!attrs) {
      box.say(words['image-alt-later'], true, [words['image-write-alt'], () => put(box, image)], [words['image-drop'], box.close]);
      return;
    }
    const at = box.at();
    box.close();
    view.dispatch(view.state.tr.insert(at, view.state.schema.nodes.figure.create({ src: image.src, ...attrs })).scrollIntoView());
    view.focus();
  };
  const send = async (file, box) => {
    const again = [words.retry, () => send(file, box)];
    const leave = [words['image-drop'], box.close];
    if (file.size > limit) { box.say(words['image-large'], true, leave); return; }
    box.say(words.uploading, false);
    try {
      const form = new FormData();
      form.append('file', file);
      const answer = await post(form);
      const body = await answer.json().catch(() => ({}));
      if (answer.ok && body.src) { await put(box, body); return; }
      box.say(body.detail ?? words['image-failed'], true, ...(body.detail ? [leave] : [again, leave]));
    } catch {
      box.say(words['image-failed'], true, again, leave);
    }
  };
  return (files, pos) => {
    const all = [...files];
    all.reduce((before, file) => {
      const box = boxAt(pos, file.name);
      return before.then(() => send(file, box));
    }, Promise.resolve());
    return all.length > 0;
  };
};

/** The files of what was pasted, unless it carries text as well: then the text is meant. */
export const pastedFiles = (data) => {
  const files = data?.files ?? [];
  const html = files.length ? data.getData('text/html') : '';
  const text = new DOMParser().parseFromString(html, 'text/html').body.textContent.trim();
  return text ? [] : files;
};
