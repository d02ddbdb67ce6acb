// One key or more for each control marked data-key; never while somebody types. The page works without it.
const TYPING = "input, textarea, select, [contenteditable]";
let leaving = false; // a page that is being left takes no more keys: the next one has not been looked at yet

addEventListener("submit", (event) => { leaving ||= !event.defaultPrevented && event.target.method !== "dialog"; });
addEventListener("pageshow", () => { leaving = false; });

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target.matches(TYPING)) event.target.blur();
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("textarea")) send(event);
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || leaving) return;
  if (event.target.closest(TYPING) || document.querySelector("dialog[open]")) return;
  if (event.key.startsWith("Arrow") && event.target.closest("[data-scroll]")) return; // they scroll what is focused
  const target = [...document.querySelectorAll(`[data-key~="${CSS.escape(event.key)}"]`)].find((each) => each.offsetParent);
  if (!target) return;
  event.preventDefault();
  use(target);
});

function use(target) {
  if (target.matches(TYPING)) {
    target.focus();
    target.select?.();
  } else if (target.matches("summary")) {
    target.parentElement.open = true;
    const field = target.parentElement.querySelector("input:not([type=hidden]), textarea");
    field?.focus();
    if (field?.matches("input")) field.select();
    field?.scrollIntoView({ block: "nearest" });
  } else target.click();
}

function send(event) {
  event.preventDefault();
  event.target.form.requestSubmit();
}

for (const opener of document.querySelectorAll("[data-opens]")) {
  opener.hidden = false;
  opener.addEventListener("click", () => document.getElementById(opener.dataset.opens).showModal());
}
