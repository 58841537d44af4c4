"use strict";
// Shows the manuscript in a frame and puts every new state of it there, leaving what has not changed as it is. The frame
// holds exactly the page that a build writes, under the policy of that page; this script alone talks to the server.
// docs/adr/0031-a-live-page.md says why so.
(() => {
  const element = (id) => document.getElementById(id);
  const frame = element("manuscript");
  const make = (tag, text = "", name = "") => {
    const made = document.createElement(tag);
    made.textContent = text;
    if (name) made.className = name;
    return made;
  };

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
  const flash = (numbers, name = "preview-changed") => {
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
  const put = (text) => {
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
    tell();
  };
  const take = (event) => {
    state = JSON.parse(event.data);
    document.body.dataset.page = state.page;
    follow().catch(lose);
    tell();
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
  let told = "", waiting = 0;
  const say = (text) => { if (element("status").textContent !== text) element("status").textContent = text; };
  const fill = (id, items) => element(id).replaceChildren(...items.map(findingItem));
  const tell = () => {
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
    tellDocuments();
    loadRedline();
    listChanges().catch(lose);
    element("empty").hidden = Boolean(state.page) || !isFailing;
    const now = JSON.stringify([findings, notices]);
    if (now !== told) {
      told = now;
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
    tell();
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
  const tellDocuments = () => {
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
})();
