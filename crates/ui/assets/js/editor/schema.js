// The closed schema of a text. The server knows the same one (crates/ui/src/doc.rs).
import { Schema } from 'prosemirror-model';

/** What may be linked to: http, https, mailto, tel or a place of this site. */
export const isLink = (href) =>
  !/[\s\\\p{Cc}]/u.test(href) && href.length > 0 && href.length <= 2000 &&
  (/^(https?:\/\/|mailto:|tel:)./i.test(href) || (!href.startsWith('//') && !href.split(/[/?#]/)[0].includes(':')));

/** The schema; `imageUrl` turns the id of an image into its address. */
export const schemaFor = (imageUrl) => new Schema({
  nodes: {
    doc: { content: 'block+' },
    paragraph: { group: 'block', content: 'inline*', parseDOM: [{ tag: 'p' }], toDOM: () => ['p', 0] },
    heading: {
      group: 'block', content: 'inline*', defining: true, attrs: { level: { default: 2, validate: 'number' } },
      parseDOM: [
        { tag: 'h1', attrs: { level: 2 } }, { tag: 'h2', attrs: { level: 2 } },
        { tag: 'h3', attrs: { level: 3 } }, { tag: 'h4', attrs: { level: 3 } }, { tag: 'h5', attrs: { level: 3 } },
      ],
      toDOM: (node) => [`h${node.attrs.level}`, 0],
    },
    bullet_list: { group: 'block', content: 'list_item+', parseDOM: [{ tag: 'ul' }], toDOM: () => ['ul', 0] },
    ordered_list: {
      group: 'block', content: 'list_item+', attrs: { order: { default: 1, validate: 'number' } },
      parseDOM: [{ tag: 'ol', getAttrs: (el) => ({ order: Math.max(0, Number(el.getAttribute('start')) || 1) }) }],
      toDOM: (node) => ['ol', node.attrs.order === 1 ? {} : { start: node.attrs.order }, 0],
    },
    list_item: { content: 'paragraph block*', defining: true, parseDOM: [{ tag: 'li' }], toDOM: () => ['li', 0] },
    blockquote: { group: 'block', content: 'block+', defining: true, parseDOM: [{ tag: 'blockquote' }], toDOM: () => ['blockquote', 0] },
    warning: {
      group: 'block', content: 'block+', defining: true,
      parseDOM: [{ tag: 'div.alert' }], toDOM: () => ['div', { class: 'alert', role: 'note' }, 0],
    },
    figure: {
      group: 'block', draggable: true,
      attrs: { src: { validate: 'string' }, alt: { validate: 'string' }, caption: { default: '', validate: 'string' } },
      parseDOM: [{
        tag: 'figure[data-src]',
        getAttrs: (el) => {
          const alt = el.querySelector('img')?.alt.trim() ?? '';
          if (!/^[\w-]{1,128}$/.test(el.dataset.src) || !alt) return false;
          return { src: el.dataset.src, alt, caption: el.querySelector('figcaption')?.textContent ?? '' };
        },
      }],
      toDOM: ({ attrs }) => [
        'figure', { 'data-src': attrs.src }, ['img', { src: imageUrl(attrs.src), alt: attrs.alt }],
        ...(attrs.caption ? [['figcaption', attrs.caption]] : []),
      ],
    },
    horizontal_rule: { group: 'block', parseDOM: [{ tag: 'hr' }], toDOM: () => ['hr'] },
    hard_break: { group: 'inline', inline: true, selectable: false, parseDOM: [{ tag: 'br' }], toDOM: () => ['br'] },
    text: { group: 'inline' },
  },
  marks: {
    link: {
      inclusive: false, attrs: { href: { validate: 'string' } },
      parseDOM: [{ tag: 'a[href]', getAttrs: (el) => (isLink(el.getAttribute('href')) ? { href: el.getAttribute('href') } : false) }],
      toDOM: (mark) => ['a', { href: mark.attrs.href }, 0],
    },
    strong: {
      parseDOM: [{ tag: 'strong' }, { tag: 'b', getAttrs: (el) => el.style.fontWeight !== 'normal' && null }, { style: 'font-weight', getAttrs: (w) => /^(bold|[6-9]00)$/.test(w) && null }],
      toDOM: () => ['strong', 0],
    },
    em: { parseDOM: [{ tag: 'em' }, { tag: 'i' }, { style: 'font-style=italic' }], toDOM: () => ['em', 0] },
  },
});
