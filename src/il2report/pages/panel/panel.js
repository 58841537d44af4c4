"use strict";
// Opens a panel for each printed number. Every text comes from the data of the page; nothing is computed, nothing is
// fetched, and what is shown is set as text, never as markup. docs/adr/0014-a-panel-for-each-number.md says why so.
(() => {
  const element = (id) => document.getElementById(id);
  const panel = element("number-panel"), title = element("number-panel-title"), body = element("number-panel-body");
  const hint = element("number-panel-hint"), data = JSON.parse(element("number-panel-data").textContent);
  const page = document.documentElement;
  // A number that a redline strikes is an older draft's, and the data here are not its own.
  const known = (number) => Object.hasOwn(data.numbers, number.dataset.result) && !number.closest("del");
  const numbers = [...document.querySelectorAll("data[data-result]")].filter(known);
  let opened = null;
  if (!panel.show || !numbers.length) return;

  // --- what is shown ---------------------------------------------------------------------------------------------

  const make = (tag, text = "", name = "") => {
    const made = document.createElement(tag);
    made.textContent = text;
    if (name) made.className = name;
    return made;
  };
  const list = (lines) => {
    const made = make("ul");
    made.append(...lines.map((line) => make("li", line)));
    return made;
  };
  const section = (heading, name, ...content) => {
    const made = make("section", "", name);
    made.append(make("h3", heading), ...content);
    return made;
  };
  const cells = ([place, columns, rows]) => {
    const source = data.tables[place], table = make("table"), scroll = make("div", "", "cells");
    const row = (tag, texts) => {
      const made = make("tr");
      made.append(...texts.map((text) => make(tag, text)));
      return made;
    };
    const head = make("thead"), lines = make("tbody");
    head.append(row("th", ["row", "patient", ...columns.map((column) => source.columns[column])]));
    head.querySelectorAll("th").forEach((cell) => { cell.scope = "col"; });
    lines.append(...rows.map((line) => {
      const [patient, ...contents] = source.rows[line];
      return row("td", [line, patient, ...columns.map((column) => contents[column])]);
    }));
    table.append(make("caption", source.file), head, lines);
    scroll.append(table);
    // It may be wider than the panel: then the arrow keys scroll it.
    scroll.tabIndex = 0;
    scroll.setAttribute("role", "region");
    scroll.setAttribute("aria-label", `Cells of ${source.file}`);
    return scroll;
  };
  const history = (texts) => {
    const made = make("ul");
    texts.forEach(([text, changed], place) => {
      const when = place < data.drafts.length ? data.drafts[place] : "This draft";
      const said = (text === null ? "not in this draft" : text) + (changed ? ", changed" : "");
      made.append(make("li", `${when}: ${said}`, changed ? "changed" : ""));
    });
    return made;
  };
  const sections = (id) => {
    const number = data.numbers[id], text = (place) => data.texts[place];
    const shown = [make("p", text(number.label), "label"), make("p", id, "id"), make("p", text(number.definition), "definition")];
    if ("reason" in number) shown.push(section("No value", "reason", make("p", text(number.reason))));
    const working = number.working.map((line) => make("p", line, "working"));
    shown.push(section("Formula", "formula", make("p", `${text(number.method)}: ${text(number.formula)}`, "method"), ...working));
    if ("reference" in number) shown.push(section("After", "reference", make("p", text(number.reference))));
    if ("patients" in number) shown.push(section("Counted", "patients", make("p", data.groups[number.patients])));
    if ("denominator" in number) shown.push(section("Out of", "denominator", make("p", data.groups[number.denominator])));
    if ("excluded" in number) shown.push(section("Left out", "excluded", list(number.excluded.map(text))));
    if (number.places.length) shown.push(section("Printed in", "places", list(number.places.map(text))));
    if ("history" in number) shown.push(section("Issued drafts", "history", history(number.history)));
    if ("sources" in number) {
      const [said, ...blocks] = data.sources[number.sources];
      shown.push(section("Read from", "sources", make("p", said), ...blocks.map(cells)));
    }
    return shown;
  };

  // --- opening and closing ---------------------------------------------------------------------------------------

  const mark = (number) => {
    if (opened) opened.classList.remove("open");
    opened = number;
    if (opened) opened.classList.add("open");
  };
  const open = (number) => {
    const id = number.dataset.result;
    mark(number);
    stop(number);
    title.textContent = data.numbers[id].printed;
    body.replaceChildren(...sections(id));
    body.scrollTop = 0;
    page.classList.add("explained");
    if (!panel.open) panel.show();
    title.focus({ preventScroll: true });
    reveal(number);
  };
  const close = () => {
    const number = opened;
    mark(null);
    panel.close();
    page.classList.remove("explained");
    if (number) number.focus({ preventScroll: true });
  };
  // On a phone the sheet must not hide the number that it explains.
  const reveal = (number) => {
    const at = number.getBoundingClientRect(), sheet = panel.getBoundingClientRect();
    if (at.bottom > sheet.top && at.right > sheet.left && at.left < sheet.right) number.scrollIntoView({ block: "center" });
    const now = number.getBoundingClientRect();
    if (now.bottom > panel.getBoundingClientRect().top && sheet.top > 0) scrollBy(0, now.bottom - sheet.top + 48);
  };

  // --- moving with the keyboard: a paragraph or table is one stop of Tab, the arrows go from number to number ------

  const blockOf = (number) => number.closest("table, figcaption, p, li, h1, h2, h3") || number.parentElement;
  const blocks = new Map();
  numbers.forEach((number) => {
    const block = blockOf(number);
    if (!blocks.has(block)) blocks.set(block, []);
    number.tabIndex = blocks.get(block).length ? -1 : 0;
    blocks.get(block).push(number);
  });
  const stop = (number) => {
    blocks.get(blockOf(number)).forEach((other) => { other.tabIndex = other === number ? 0 : -1; });
  };
  const middle = (number) => {
    const at = number.getBoundingClientRect();
    return at.left + at.width / 2;
  };
  const inRowBeside = (number, step) => {
    const rows = [...number.closest("table").rows];
    for (let place = rows.indexOf(number.closest("tr")) + step; rows[place]; place += step) {
      const there = blocks.get(blockOf(number)).filter((other) => rows[place].contains(other));
      const off = (other) => Math.abs(middle(other) - middle(number));
      if (there.length) return there.reduce((best, other) => (off(other) < off(best) ? other : best));
    }
    return null;
  };
  const target = (number, key) => {
    const block = blocks.get(blockOf(number)), place = block.indexOf(number);
    const isTable = number.closest("table");
    switch (key) {
      case "ArrowRight": return block[place + 1];
      case "ArrowLeft": return block[place - 1];
      case "ArrowDown": return isTable ? inRowBeside(number, 1) : block[place + 1];
      case "ArrowUp": return isTable ? inRowBeside(number, -1) : block[place - 1];
      case "Home": return block[0];
      case "End": return block[block.length - 1];
      default: return null;
    }
  };

  // --- listening -------------------------------------------------------------------------------------------------

  const numberAt = (node) => {
    const number = node instanceof Element ? node.closest("data[data-result]") : null;
    return number && known(number) ? number : null;
  };
  document.addEventListener("click", (event) => {
    const number = numberAt(event.target);
    if (number && getSelection().isCollapsed) open(number);
    else if (panel.open && !number && !panel.contains(event.target)) close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape" && panel.open) {
      event.preventDefault();
      close();
      return;
    }
    const number = numberAt(event.target);
    if (!number) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      open(number);
    } else if (/^(Arrow|Home|End)/.test(event.key)) {
      const next = target(number, event.key);
      event.preventDefault();
      if (next) {
        stop(next);
        next.focus();
      }
    }
  });
  // Only the number that has the focus is announced as a button: the others read on as text.
  document.addEventListener("focusin", (event) => {
    const number = numberAt(event.target);
    if (!number) return;
    number.setAttribute("role", "button");
    number.setAttribute("aria-haspopup", "dialog");
    number.setAttribute("aria-describedby", hint.id);
  });
  document.addEventListener("focusout", (event) => {
    const number = numberAt(event.target);
    if (number) ["role", "aria-haspopup", "aria-describedby"].forEach((name) => number.removeAttribute(name));
  });
  element("number-panel-close").addEventListener("click", close);

  page.classList.add("explains");
  hint.hidden = false;
  const heading = document.querySelector(".provenance");
  if (heading) heading.after(hint);
})();
