// Names while one types. Every form works without this file.
"use strict";

// A combobox after the ARIA 1.2 pattern "list autocomplete with manual selection": the input keeps the focus and its
// label, help and error; what is chosen is put into it as the form reads it.
function suggest(input) {
  const form = input.form;
  const list = document.createElement("ul");
  const status = document.createElement("div");
  const wrap = document.createElement("div");
  let found = [], at = -1, wanted = 0, waiting = 0, asked = null;

  wrap.className = "combobox";
  list.className = "suggestions";
  list.id = input.id + "-list";
  list.role = "listbox";
  list.hidden = true;
  const label = document.querySelector(`label[for="${input.id}"]`);
  list.setAttribute("aria-label", label ? label.textContent : input.getAttribute("aria-label"));
  status.className = "unseen";
  status.role = "status";
  input.before(wrap);
  wrap.append(input, list, status);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) input.setAttribute(name, value);

  function close() {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }
  function mark(place) {
    at = place;
    [...list.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === at)));
    if (at < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", list.children[at].id);
    list.children[at].scrollIntoView({ block: "nearest" });
  }
  function take(place) {
    input.value = found[place].name;
    close();
  }
  function show(names) {
    found = names;
    list.replaceChildren(...names.map((one, n) => {
      const item = document.createElement("li");
      item.id = `${list.id}-${n}`;
      item.role = "option";
      item.textContent = one.name;
      item.setAttribute("aria-selected", "false");
      return item;
    }));
    list.hidden = !names.length;
    at = -1;
    input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-expanded", String(names.length > 0));
    if (names.length) list.scrollIntoView({ block: "nearest" });
    status.textContent = names.length ? form.dataset.found.replace("{n}", names.length) : form.dataset.none;
  }
  async function look() {
    const typed = input.value.trim().slice(0, 60);
    const mine = ++wanted;
    if (asked) asked.abort();
    if (!typed) return close();
    asked = new AbortController();
    try {
      const query = new URLSearchParams({ kind: input.dataset.suggest, q: typed });
      const answer = await fetch(`${form.dataset.suggestAt}?${query}`, { credentials: "omit", signal: asked.signal });
      const names = answer.ok ? (await answer.json()).names : [];
      if (mine === wanted && document.activeElement === input) show(names);
    } catch (problem) {
      close();  // without suggestions the input is what it was
    }
  }

  input.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(look, 120); });
  input.addEventListener("blur", () => { clearTimeout(waiting); wanted++; close(); });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const open = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) return look();
      const step = event.key === "ArrowDown" ? 1 : -1;
      mark(at < 0 && step < 0 ? found.length - 1 : (at + step + found.length) % found.length);
    } else if (event.key === "Enter" && open && at >= 0) {
      event.preventDefault();
      take(at);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      close();
    }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());  // the focus stays in the input
  list.addEventListener("click", (event) => {
    const place = [...list.children].indexOf(event.target.closest("li"));
    if (place >= 0) take(place);
  });
}

for (const input of document.querySelectorAll("input[data-suggest]")) suggest(input);
