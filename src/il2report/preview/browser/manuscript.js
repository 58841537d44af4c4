// Puts each new state of the manuscript into its frame, and leaves what has not changed as it is. The frame holds exactly
// the page that a build writes, under the policy of that page. docs/adr/0031-a-live-page.md says why so.

export const frame = document.getElementById("manuscript");

// --- the panel of numbers, which the page brings with it ----------------------------------------------------------

const PANEL = "[id^='number-panel'], body > script";
let panel = [], ends = new AbortController();
// Takes the parts of the panel out of a page that was read.
const takePanel = (page) => {
  const parts = [...page.querySelectorAll("body > [id^='number-panel'], body > script")];
  parts.forEach((part) => part.remove());
  return parts;
};
const openNumber = (page) => {
  const open = page.querySelector("data.open");
  if (!open) return null;
  const alike = [...page.querySelectorAll("data[data-result]")].filter((each) => each.dataset.result === open.dataset.result);
  return { id: open.dataset.result, place: alike.indexOf(open), scroll: page.getElementById("number-panel-body").scrollTop };
};
// Takes back whatever the script of the panel has done to the page.
const stopPanel = (page) => {
  ends.abort();
  page.querySelectorAll(PANEL).forEach((part) => part.remove());
  page.documentElement.classList.remove("explains", "explained");
  page.querySelectorAll("data[aria-haspopup]").forEach((number) => {
    ["role", "aria-haspopup", "aria-describedby"].forEach((name) => number.removeAttribute(name));
  });
  page.querySelectorAll("data.open").forEach((number) => { number.removeAttribute("class"); });
};
const startPanel = (page, opened) => {
  ends = new AbortController();
  const listen = page.addEventListener;
  page.addEventListener = (kind, listener) => listen.call(page, kind, listener, { signal: ends.signal });
  panel.forEach((part) => {
    const copy = page.importNode(part, true);
    if (part.localName !== "script") { page.body.append(copy); return; }
    const script = page.createElement("script"); // one that was read does not run
    [...part.attributes].forEach(({ name, value }) => script.setAttribute(name, value));
    script.textContent = part.textContent;
    page.body.append(script);
  });
  delete page.addEventListener;
  if (!opened) return;
  const alike = [...page.querySelectorAll("data[data-result]")].filter((each) => each.dataset.result === opened.id);
  const number = alike[opened.place] || alike[0];
  if (!number) return;
  number.dispatchEvent(new frame.contentWindow.KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  page.getElementById("number-panel-body").scrollTop = opened.scroll;
};

// --- a new page in the place of the one before ------------------------------------------------------------------

const WHOLE = new Set(["p", "li", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "figcaption", "caption", "dt", "dd", "summary", "style", "title", "pre"]);
const source = (node) => (node.nodeType === Node.ELEMENT_NODE ? node.outerHTML : node.data);
let before = null; // the page that is shown, as it was read
let replaced = new Map(); // from what was taken out, as it was read and as it was in the frame, to what is there now

// Pairs the nodes of two lists that are the same, in their order: the longest common part.
const common = (old, next) => {
  const lengths = Array.from({ length: old.length + 1 }, () => new Uint16Array(next.length + 1));
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let k = next.length - 1; k >= 0; k -= 1) {
      lengths[i][k] = old[i] === next[k] ? lengths[i + 1][k + 1] + 1 : Math.max(lengths[i + 1][k], lengths[i][k + 1]);
    }
  }
  const pairs = [];
  for (let i = 0, k = 0; i < old.length && k < next.length;) {
    if (old[i] === next[k]) pairs.push([i += 1, k += 1].map((at) => at - 1));
    else if (lengths[i + 1][k] >= lengths[i][k + 1]) i += 1;
    else k += 1;
  }
  return pairs;
};
const fresh = (node) => frame.contentDocument.importNode(node, true);
const attributes = (live, old, next) => {
  [...old.attributes].forEach(({ name }) => { if (!next.hasAttribute(name)) live.removeAttribute(name); });
  [...next.attributes].forEach(({ name, value }) => { if (old.getAttribute(name) !== value) live.setAttribute(name, value); });
};
const exchange = (live, old, next) => {
  if (old.nodeType === Node.ELEMENT_NODE && old.localName === next.localName && !WHOLE.has(old.localName)) {
    patch(live, old, next);
    return;
  }
  const put = fresh(next);
  live.replaceWith(put);
  replaced.set(live, put);
  if (old.nodeType === Node.ELEMENT_NODE && next.nodeType === Node.ELEMENT_NODE) mark(old, put);
};
const patch = (live, old, next) => {
  attributes(live, old, next);
  const there = [...live.childNodes], was = [...old.childNodes], is = [...next.childNodes];
  if (there.length !== was.length) { // something else has been at work
    live.replaceChildren(...is.map(fresh));
    return;
  }
  let start = 0, wasEnd = was.length, isEnd = is.length;
  while (start < wasEnd && start < isEnd && was[start].isEqualNode(is[start])) start += 1;
  while (wasEnd > start && isEnd > start && was[wasEnd - 1].isEqualNode(is[isEnd - 1])) { wasEnd -= 1; isEnd -= 1; }
  const isAlike = wasEnd - start === isEnd - start && was.every((node, at) => at < start || at >= wasEnd || node.nodeName === is[at].nodeName);
  if (isAlike) { // the usual edit: something within some of them
    for (let at = start; at < wasEnd; at += 1) if (!was[at].isEqualNode(is[at])) exchange(there[at], was[at], is[at]);
    return;
  }
  const pairs = common(was.slice(start, wasEnd).map(source), is.slice(start, isEnd).map(source));
  let i = start, k = start;
  for (const [a, b] of [...pairs.map(([x, y]) => [x + start, y + start]), [wasEnd, isEnd]]) {
    const following = a < there.length ? there[a] : null;
    while (i < a && k < b) {
      if (was[i].nodeName === is[k].nodeName || a - i === b - k) { exchange(there[i], was[i], is[k]); i += 1; k += 1; }
      else if (a - i > b - k) { there[i].remove(); i += 1; }
      else { live.insertBefore(fresh(is[k]), there[i]); k += 1; }
    }
    for (; i < a; i += 1) there[i].remove();
    for (; k < b; k += 1) live.insertBefore(fresh(is[k]), following);
    i = a + 1;
    k = b + 1;
  }
};

// --- changed numbers flash -----------------------------------------------------------------------------------------

const FLASH = 4000;
const STYLES = `
  data.preview-changed { background: rgb(255 214 64 / 70%); color: #111; border-radius: 3px; box-shadow: 0 0 0 2px rgb(255 214 64 / 70%); animation: preview-flash ${FLASH}ms ease-out; }
  .number-panel { animation: none !important; }
  html { overflow-anchor: none; }
  @keyframes preview-flash { 60% { background: rgb(255 214 64 / 70%); } }
  @media (prefers-reduced-motion: reduce) { data.preview-changed { animation: none; } }`;
let changed = [];
const numberKey = (number) => `${number.dataset.result} ${number.dataset.part || ""}`;
const mark = (old, put) => {
  const texts = new Map();
  old.querySelectorAll("data[data-result]").forEach((each) => {
    const key = numberKey(each);
    texts.set(key, [...(texts.get(key) || []), each.textContent]);
  });
  put.querySelectorAll("data[data-result]").forEach((each) => {
    const known = texts.get(numberKey(each));
    if (known && known.length && known.shift() !== each.textContent) changed.push(each);
  });
};
export const flash = (numbers, name = "preview-changed") => {
  numbers.forEach((number) => number.classList.add(name));
  setTimeout(() => numbers.forEach((number) => {
    number.classList.remove(name);
    if (!number.classList.length) number.removeAttribute("class");
  }), FLASH);
};

// --- putting a page into the frame -----------------------------------------------------------------------------------

const anchor = (page) => {
  for (const y of [8, 60, 140, 260]) {
    const at = page.elementFromPoint(page.documentElement.clientWidth / 2, y);
    const block = at && at.closest("main p, main li, main tr, main h1, main h2, main h3, main figure, main figcaption");
    if (block) return { block, top: block.getBoundingClientRect().top };
  }
  return null;
};
export const put = (text) => {
  const next = new frame.contentWindow.DOMParser().parseFromString(text, "text/html"), page = frame.contentDocument;
  // The frame has this policy from its server: a page that is not finished names no script, and would forbid that of the panel.
  next.querySelector("meta[http-equiv]")?.remove();
  const parts = takePanel(next), opened = openNumber(page), focus = page.activeElement, outer = document.activeElement;
  const held = before ? anchor(page) : null;
  stopPanel(page);
  page.getElementById("preview-styles")?.remove();
  replaced = new Map();
  changed = [];
  if (before) {
    patch(page.head, before.head, next.head);
    patch(page.body, before.body, next.body);
  } else {
    page.head.replaceChildren(...[...next.head.childNodes].map(fresh));
    page.body.replaceChildren(...[...next.body.childNodes].map(fresh));
  }
  page.documentElement.lang = next.documentElement.lang;
  const styles = page.createElement("style");
  styles.id = "preview-styles";
  styles.textContent = STYLES;
  page.head.append(styles);
  before = next;
  if (parts.length) panel = parts; // a page that is not finished has none yet
  startPanel(page, opened);
  if (focus && focus.isConnected && focus !== page.body && focus !== page.activeElement) focus.focus({ preventScroll: true });
  if (outer && outer !== frame && outer !== document.body) outer.focus({ preventScroll: true });
  if (held) {
    const block = held.block.isConnected ? held.block : replaced.get(held.block);
    if (block) frame.contentWindow.scrollBy(0, block.getBoundingClientRect().top - held.top);
  }
  flash(changed);
};
