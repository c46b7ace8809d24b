// Small comforts. Every page works without this file.
"use strict";

// A button to copy a letter or what stands in "the same elsewhere".
for (const block of document.querySelectorAll("[data-copy] pre")) {
  if (!navigator.clipboard) break;
  const words = block.closest("[data-copy]").dataset;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = words.copy;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(block.textContent);
    button.textContent = words.copied;
    setTimeout(() => { button.textContent = words.copy; }, 2000);
  });
  block.before(button);
}

// A link to a field opens the part of the form that hides it, and puts the cursor there.
for (const link of document.querySelectorAll('a[href^="#field-"]')) {
  link.addEventListener("click", () => {
    const target = document.getElementById(link.hash.slice(1));
    const hidden = target && target.closest("details");
    if (hidden) hidden.open = true;
    if (target) setTimeout(() => target.focus(), 0);
  });
}

// After a question that cannot be read, readers of screens start at the problem.
const problem = document.getElementById("problem");
if (problem) problem.focus();
