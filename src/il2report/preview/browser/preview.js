// Follows the server of the preview: shows what it says around the manuscript, and asks it for what a reader wants. It alone
// talks to the server.

import { flash, frame, put } from "./manuscript.js";

const element = (id) => document.getElementById(id);
const make = (tag, text = "", name = "") => {
  const made = document.createElement(tag);
  made.textContent = text;
  if (name) made.className = name;
  return made;
};

// --- following the server -----------------------------------------------------------------------------------------

let state = null, shown = 0, isPutting = false, stream = null;
const follow = async () => {
  if (isPutting) return;
  isPutting = true;
  try {
    while (state.page && state.page !== shown) {
      const { number, page } = await (await fetch("page")).json();
      put(page);
      shown = number;
      requestAnimationFrame(() => setTimeout(() => { document.body.dataset.painted = number; }));
    }
  } finally {
    isPutting = false;
  }
  showState();
};
const take = (event) => {
  state = JSON.parse(event.data);
  document.body.dataset.page = state.page;
  follow().catch(lose);
  showState();
};
const lose = () => {
  document.body.classList.add("lost");
  say("The preview has ended");
};
const listen = () => {
  if (document.hidden || stream) return;
  stream = new EventSource("events");
  stream.addEventListener("open", () => document.body.classList.remove("lost"));
  stream.addEventListener("message", take);
  stream.addEventListener("error", lose);
};
// A tab that is not seen asks for nothing; when it is seen again the first event has the whole state.
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) { listen(); return; }
  if (stream) stream.close();
  stream = null;
});

// --- what is said around the page -------------------------------------------------------------------------------

const count = (n, what) => `${n} ${what}${n === 1 ? "" : "s"}`;
const link = (line) => {
  const made = make("a", line.name);
  made.href = line.address;
  return made;
};
const copy = async (button, path) => {
  await navigator.clipboard.writeText(path);
  button.textContent = "Copied";
  setTimeout(() => { button.textContent = "Copy path"; }, 1500);
};
const copyButton = (line) => {
  const button = make("button", "Copy path");
  button.type = "button";
  button.addEventListener("click", () => copy(button, line.path));
  return button;
};
const findingItem = (finding) => {
  const item = make("li", "", "finding"), place = make("p", "", "place");
  if (finding.line) place.append(link({ ...finding.line, name: finding.where }), copyButton(finding.line));
  else place.append(make("span", finding.where));
  if (finding.code) place.append(make("span", finding.code, "code"));
  item.append(make("p", finding.message), place);
  return item;
};
let listedFindings = "", waiting = 0;
const say = (text) => { if (element("status").textContent !== text) element("status").textContent = text; };
const fill = (id, items) => element(id).replaceChildren(...items.map(findingItem));
const showState = () => {
  const { findings, notices } = state, isFailing = findings.length > 0, body = document.body.classList;
  body.toggle("failing", isFailing);
  body.toggle("working", state.is_working);
  clearTimeout(waiting);
  if (isFailing) say(`${count(findings.length, "error")}${state.page ? ": this is the last good page" : ""}`);
  else if (!state.is_working && shown === state.page) say("Up to date");
  else if (!shown) say("Making the page");
  else waiting = setTimeout(() => say("Working"), 600); // most pages are there before
  if (state.title) document.title = `${isFailing ? "✗ " : ""}${state.title} · preview`;
  element("changes-button").textContent = state.changed ? `Changes (${state.changed})` : "Changes";
  element("redline-label").hidden = !state.draft;
  element("redline-label").title = state.redline_fault || `Against ${state.draft}`;
  if (state.redline_fault && toggle.checked) say(`No redline: ${state.redline_fault}`);
  if (toggle.checked && !redlined && !state.redline_fault) say("Making the redline");
  showDocuments();
  loadRedline();
  listChanges().catch(lose);
  element("empty").hidden = Boolean(state.page) || !isFailing;
  const now = JSON.stringify([findings, notices]);
  if (now !== listedFindings) {
    listedFindings = now;
    element("findings").hidden = !isFailing;
    element("findings-title").textContent = count(findings.length, "error");
    fill("findings-list", findings);
    const button = element("notices-button");
    button.hidden = !notices.length;
    button.textContent = count(notices.length, "notice");
    fill("notices-list", notices);
    if (!notices.length) expand("notices", false);
  }
};

// --- what each edit changed -----------------------------------------------------------------------------------------

let listed = 0;
const places = (number) => {
  const page = frame.contentDocument;
  return [...page.querySelectorAll("main data[data-result]")].filter((each) => each.dataset.result === number.id);
};
const show = (number) => {
  const found = places(number);
  if (!found.length) return;
  showRedline(false);
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  found[0].scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
  flash(found);
};
const numberItem = (number) => {
  const item = make("li", "", "number"), button = make("button");
  button.type = "button";
  button.append(make("span", `${number.label}: `));
  button.append(make("span", number.old ? `${number.old} → ${number.new || "none"}` : number.new, "values"));
  button.addEventListener("click", () => show(number));
  item.append(button);
  if (number.cause) item.append(make("p", number.cause, "cause"));
  if (number.places) item.append(make("p", number.places, "places"));
  return item;
};
const list = (tag, items) => {
  const made = make(tag);
  made.append(...items);
  return made;
};
const correctionItem = (correction) => {
  const item = make("li", `${correction.text} `);
  item.value = correction.number;
  if (correction.line) item.append(link({ ...correction.line, name: correction.where }));
  else item.append(make("span", correction.where));
  return item;
};
const editItem = (edit) => {
  const item = make("div", "", "edit"), files = make("h3", `${edit.at}  `);
  edit.files.forEach((file, place) => files.append(place ? ", " : "", file.line ? link({ ...file.line, name: file.name }) : file.name));
  item.append(files);
  if (edit.corrections.length) item.append(make("p", "Corrections"), list("ol", edit.corrections.map(correctionItem)));
  edit.claims.forEach((claim) => item.append(make("p", `${claim.turn}: ${claim.sentence}`)));
  edit.crossings.forEach((crossing) => item.append(make("p", crossing)));
  if (edit.numbers.length) item.append(list("ul", edit.numbers.map(numberItem)));
  else item.append(make("p", "No printed number has changed."));
  if (edit.more) item.append(make("p", `and ${count(edit.more, "more number")}`));
  return item;
};
const listChanges = async () => {
  const number = state.changes;
  if (number === listed || element("changes").hidden) return;
  listed = number;
  const { edits } = await (await fetch("changes")).json();
  element("changes-list").replaceChildren(...edits.map(editItem));
};

// --- the redline, and documents that are built in the background -----------------------------------------------

let redlined = 0;
const redline = element("redline"), toggle = element("redline-switch");
const ask = (what) => fetch(what, { method: "POST" });
const showRedline = (isOn) => {
  if (toggle.checked !== isOn) toggle.checked = isOn;
  redline.hidden = !isOn || !redlined;
  frame.hidden = !redline.hidden;
};
toggle.addEventListener("change", () => {
  ask(`redline/${toggle.checked ? "on" : "off"}`).catch(lose);
  if (toggle.checked && state.redline && state.redline === redlined) showRedline(true);
  else if (!toggle.checked) showRedline(false);
  showState();
});
// Loads a new redline where the one before is, at the same place of the page.
const loadRedline = () => {
  if (!state.redline || state.redline === redlined || state.redline_fault) return;
  const isFirst = !redlined, top = isFirst ? 0 : redline.contentWindow.scrollY;
  redlined = state.redline;
  redline.addEventListener("load", () => {
    redline.contentWindow.scrollTo(0, top);
    showRedline(toggle.checked);
  }, { once: true });
  if (isFirst) redline.src = "redline";
  else redline.contentWindow.location.reload();
};
const documentNote = (button, made) => {
  const { kind, name } = button.dataset, note = make("p", "", made.status);
  if (made.status === "building") note.textContent = `${name} is being built`;
  if (made.status === "failed") {
    note.textContent = `${name} could not be built:\n${made.findings.map((each) => (each.where ? `${each.where}: ` : "") + each.message).join("\n")}`;
  }
  if (made.status === "ready") {
    const open = make("a", `${name} is ready`);
    open.href = kind;
    open.download = "";
    note.append(open);
    if (made.page !== state.page) note.append(make("span", ", of an earlier page"));
  }
  if (made.status !== "building") {
    const close = make("button", "Close");
    close.type = "button";
    close.addEventListener("click", () => { closed.add(made.made); note.remove(); });
    note.append(close);
  }
  return note;
};
const closed = new Set();
const buttons = [...document.querySelectorAll("button.document")];
buttons.forEach((button) => button.addEventListener("click", () => ask(`build/${button.dataset.kind}`).catch(lose)));
const showDocuments = () => {
  const notes = [];
  buttons.forEach((button) => {
    const made = state.documents[button.dataset.kind];
    button.disabled = Boolean(made) && made.status === "building";
    if (made && !closed.has(made.made)) notes.push(documentNote(button, made));
  });
  element("documents").replaceChildren(...notes);
};

// --- the line of a template that a text comes from ---------------------------------------------------------------

const BETWEEN = "\ufffc";
const literal = (block) => {
  const copied = block.cloneNode(true);
  copied.querySelectorAll("data, a, sup, img").forEach((each) => each.replaceWith(BETWEEN));
  return copied.textContent.slice(0, 600);
};
const pointAt = async (target) => {
  const isElement = target && target.nodeType === Node.ELEMENT_NODE;
  const block = isElement && target.closest("main :is(p, li, h1, h2, h3, h4, figcaption, caption, td, th)");
  if (!block) return;
  const number = target.closest("data[data-result]"), id = number ? number.dataset.result : "";
  const place = number ? places({ id }).indexOf(number) : 0;
  const asked = new URLSearchParams({ result: id, place, text: literal(block) });
  const line = await (await fetch(`line?${asked}`)).json();
  element("line").hidden = !line;
  if (!line) return;
  const at = element("line-link");
  at.textContent = line.name;
  at.href = line.address;
  element("line-copy").dataset.path = line.path;
};
element("line-copy").addEventListener("click", ({ target }) => copy(target, target.dataset.path));
const listenInFrame = () => {
  const page = frame.contentDocument;
  ["click", "focusin"].forEach((kind) => page.addEventListener(kind, ({ target }) => pointAt(target).catch(lose)));
  // A link that leads elsewhere opens a tab of its own, since the frame shows the manuscript alone.
  page.addEventListener("click", (event) => {
    const to = event.target.nodeType === Node.ELEMENT_NODE && event.target.closest("a[href]");
    if (!to || to.getAttribute("href").startsWith("#")) return;
    event.preventDefault();
    open(to.href, "_blank", "noopener,noreferrer");
  });
};

const expand = (id, isOpen) => {
  element(id).hidden = !isOpen;
  element(`${id}-button`).setAttribute("aria-expanded", String(isOpen));
};
const drawers = ["notices", "changes"];
drawers.forEach((id) => element(`${id}-button`).addEventListener("click", () => {
  const isOpen = element(id).hidden;
  drawers.forEach((each) => expand(each, each === id && isOpen));
  listChanges().catch(lose);
}));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = drawers.find((id) => !element(id).hidden);
  if (!open) return;
  expand(open, false);
  element(`${open}-button`).focus();
});

const begin = () => { listenInFrame(); listen(); };
if (frame.contentDocument?.readyState === "complete" && frame.contentWindow.location.pathname.endsWith("/frame")) begin();
else frame.addEventListener("load", begin, { once: true });
