// The live chart: on a click Vega is fetched from this site, once, and takes the place of the picture.
// Expressions are interpreted, never compiled, since the content policy allows no code from text.
"use strict";

let loading;

function script(address) {
  return new Promise((done, fail) => {
    const element = document.createElement("script");
    element.src = address;
    element.onload = done;
    element.onerror = () => fail(new Error(address));
    document.head.append(element);
  });
}

function library(words) {
  // In this order: the interpreter takes parts of Vega.
  loading ||= script(words.vega).then(() => import(words.interpreter)).then((interpreter) => interpreter.expressionInterpreter);
  loading.catch(() => { loading = undefined; });
  return loading;
}

const narrow = matchMedia("(max-width: 50rem)");
const dark = matchMedia("(prefers-color-scheme: dark)");

function look() {
  return [narrow.matches && "narrow=1", dark.matches && "dark=1"].filter(Boolean).join("&");
}

for (const button of document.querySelectorAll("figure button.live")) new Live(button);

function Live(button) {
  const words = button.dataset;
  const place = button.closest("figure").querySelector(".picture");
  const picture = place.querySelector("picture");
  const offer = button.textContent;
  let view, shown, box, reading, told;

  button.hidden = false;
  button.addEventListener("click", () => (view ? still() : play()));
  for (const change of [narrow, dark]) change.addEventListener("change", () => { if (view && shown !== look()) { still(); play(); } });

  async function play() {
    button.disabled = true;
    button.textContent = words.wait;
    try {
      shown = look();
      const address = words.live + (shown && (words.live.includes("?") ? "&" : "?") + shown);
      const [answer, expr] = await Promise.all([fetch(address), library(words)]);
      if (!answer.ok) throw new Error(answer.status);
      await show(await answer.json(), expr);
      button.textContent = words.still;
      told.textContent = words.help;
      box.focus({ preventScroll: true });
    } catch (problem) {
      still();
      (told ||= said()).textContent = words.failed;
    }
    button.disabled = false;
  }

  async function show(chart, expr) {
    told ||= said();
    reading = document.createElement("div");
    reading.className = "reading";
    reading.hidden = true;
    box = document.createElement("div");
    box.className = "playing";
    box.tabIndex = 0;
    box.setAttribute("role", "application");
    box.setAttribute("aria-label", picture.querySelector("img").alt);
    place.append(box, reading);
    const made = new vega.View(vega.parse(chart, null, { ast: true }), { expr, renderer: "svg", container: box, tooltip: (_, event, __, value) => point(value, event) });
    await made.runAsync();
    // Its shapes mean nothing to readers of screens: the label and the line below the chart speak to them.
    box.querySelector("svg").setAttribute("aria-hidden", "true");
    view = made;
    picture.hidden = true;
    picture.style.display = "none";
    steps(made);
  }

  function still() {
    if (view) view.finalize();
    view = undefined;
    if (box) box.remove();
    if (reading) reading.remove();
    if (told) told.textContent = "";
    picture.style.display = "";
    picture.hidden = false;
    button.textContent = offer;
  }

  function said() {
    const line = document.createElement("p");
    line.className = "figure-note";
    line.setAttribute("role", "status");
    place.after(line);
    return line;
  }

  // What the pointer or the arrow keys stand on, beside it.
  function point(value, event) {
    if (!value) { reading.hidden = true; return; }
    const frame = place.getBoundingClientRect();
    tell(value, event.clientX - frame.left, event.clientY - frame.top);
  }

  function tell(value, x, y) {
    const list = document.createElement("dl");
    for (const [name, text] of Object.entries(value)) {
      const term = document.createElement("dt");
      const detail = document.createElement("dd");
      term.textContent = name.trim();
      detail.textContent = text;
      list.append(term, detail);
    }
    reading.replaceChildren(list);
    reading.hidden = false;
    const room = place.clientWidth - reading.offsetWidth - 8;
    reading.style.left = `${Math.max(4, Math.min(x + 12, room))}px`;
    reading.style.top = `${y + 14 + place.scrollTop}px`;
  }

  // Arrow keys go through all that can be pointed at, from left to right and from top to bottom.
  function steps(made) {
    const found = [];
    (function walk(items, x, y) {
      for (const item of items) {
        if (item.tooltip && item.bounds) found.push({ value: item.tooltip, x: x + (item.bounds.x1 + item.bounds.x2) / 2, y: y + (item.bounds.y1 + item.bounds.y2) / 2 });
        for (const mark of item.items || []) if (mark.items) walk(mark.items, x + (item.x || 0), y + (item.y || 0));
      }
    })(made.scenegraph().root.items, ...made.origin());
    const once = [...new Map(found.map((one) => [JSON.stringify(one.value), one])).values()];
    once.sort((a, b) => (Math.abs(a.x - b.x) > 1 && Math.abs(a.y - b.y) < 1 ? a.x - b.x : 0));
    let at = -1;
    box.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (event.key === "Escape") { reading.hidden = true; at = -1; return; }
      if (event.key === "Home") at = 0;
      else if (event.key === "End") at = once.length - 1;
      else if (step) at = (at + step + once.length + (at < 0 && step < 0 ? 1 : 0)) % once.length;
      else return;
      event.preventDefault();
      const one = once[at];
      if (!one) return;
      const frame = place.getBoundingClientRect();
      const drawn = box.getBoundingClientRect();
      tell(typeof one.value === "object" ? one.value : { "": one.value }, drawn.left - frame.left + one.x, drawn.top - frame.top + one.y);
      told.textContent = Object.entries(one.value).map(([name, text]) => `${name} ${text}`.trim()).join("; ");
    });
    box.addEventListener("blur", () => { reading.hidden = true; });
  }
}
