// Finds what a person would: a control by its visible text, a field by its label.
// arguments: what kind ("control" or "field"), the words. Answers the element or null.
const [kind, words] = arguments;
const flat = (text) => (text || "").replace(/\s+/g, " ").trim();
const shown = (one) => one.type === "file" || one.checkVisibility({ visibilityProperty: true });
const controls =
  "a, button, summary, label, input[type=submit], input[type=button], " +
  "[role=button], [role=tab], [role=menuitem], [role=option], [role=link], [role=switch], [role=checkbox]";
const fields = "input:not([type=hidden]), select, textarea, [contenteditable=''], [contenteditable=true]";

const namesOf = (one) => {
  const labels = Array.from(one.labels || [], (label) => label.innerText);
  const described = (one.getAttribute("aria-labelledby") || "").split(" ");
  const pointed = described.map((id) => document.getElementById(id)?.innerText);
  const own = kind === "control" ? [one.innerText, one.value, one.title] : [one.placeholder, one.name];
  return [one.getAttribute("aria-label"), ...labels, ...pointed, ...own].map(flat).filter(Boolean);
};

// What is open on top of the page comes before the page.
const dialog = Array.from(document.querySelectorAll("dialog[open], [role=dialog]")).filter(shown).pop();
for (const place of [dialog, document]) {
  if (!place) continue;
  const all = Array.from(place.querySelectorAll(kind === "control" ? controls : fields)).filter(shown);
  for (const fits of [(name) => name === words, (name) => name.startsWith(words), (name) => name.includes(words)]) {
    const found = all.find((one) => namesOf(one).some(fits));
    if (found) return found;
  }
}
return null;
