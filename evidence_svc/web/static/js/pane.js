// The document beside a form: another page, file, revision or hit is put into the pane without leaving what is typed.
const pane = document.querySelector("[data-fragments]");
const STEPS = { least: 0.4, most: 4 };
const PIXELS_A_POINT = 96 / 72;
let zoom = readZoom(); // "fit", or times the paper's own size

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-view]");
  if (!pane || !link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open(link.search, link.dataset.key);
});

pane?.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-view-form]")) return;
  event.preventDefault();
  const typed = [...new FormData(event.target)].filter(([, value]) => value);
  open(`?${new URLSearchParams(typed)}`, "/");
});

pane?.addEventListener("change", (event) => {
  if (event.target.matches("[data-view-form] select")) event.target.form.requestSubmit();
});

// f goes through the files, one after the other.
document.addEventListener("keydown", (event) => {
  if (event.key !== "f" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  const tabs = [...document.querySelectorAll("[data-tab]")];
  const next = tabs[(tabs.findIndex((tab) => tab.ariaCurrent) + 1) % tabs.length];
  next?.click();
});

if (pane) furnish();

async function open(search, key) {
  const evidence = new URLSearchParams(search).get("evidence");
  const viewer = pane.querySelector("[data-viewer]");
  viewer.ariaBusy = "true";
  const answer = await fetch(pane.dataset.fragments.replace("/0/", `/${evidence}/`) + search).catch(() => null);
  viewer.ariaBusy = "false";
  if (!answer?.ok || answer.redirected) return sayLost(viewer);
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-viewer]");
  viewer.replaceWith(fresh);
  history.replaceState(null, "", search);
  for (const tab of document.querySelectorAll("[data-tab]")) tab.ariaCurrent = tab.dataset.tab === evidence ? "true" : null;
  document.querySelector("[data-tab][aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  furnish();
  const focus = key && key !== "/" ? pane.querySelector(`[data-key="${CSS.escape(key)}"]`) : pane.querySelector("[data-scroll]");
  focus?.focus({ preventScroll: true });
}

function sayLost(viewer) {
  const words = viewer.querySelector(".refusal") ?? document.createElement("p");
  words.className = "refusal";
  words.role = "alert";
  words.textContent = pane.dataset.saidLost;
  viewer.prepend(words);
}

// --- what a fresh viewer needs

function furnish() {
  for (const button of pane.querySelectorAll("[data-without-script]")) button.hidden = true;
  const tools = pane.querySelector("[data-zoom]");
  if (tools) {
    tools.hidden = false;
    tools.addEventListener("click", (event) => change(event.target.closest("button")));
  }
  const picture = pane.querySelector(".sheet img");
  if (!picture) return;
  if (picture.complete && picture.naturalWidth === 0) return void showMissing(picture);
  picture.addEventListener("error", () => showMissing(picture));
  apply(picture);
  showHit();
  picture.addEventListener("load", preload, { once: true });
}

function change(button) {
  if (!button) return;
  const picture = pane.querySelector(".sheet img");
  const { to, by } = button.dataset;
  if (to === "fit") zoom = "fit";
  else if (to) zoom = Number(to);
  else zoom = Math.min(STEPS.most, Math.max(STEPS.least, (picture.clientWidth / paperWidth(picture)) * Number(by)));
  sessionStorage.setItem("zoom", String(zoom));
  apply(picture);
}

function apply(picture) {
  const sheet = picture.closest(".sheet");
  const width = zoom === "fit" ? pane.querySelector("[data-scroll]").clientWidth : Math.round(paperWidth(picture) * zoom);
  sheet.style.width = zoom === "fit" ? "" : `${width}px`;
  picture.sizes = `${width}px`;
}

function paperWidth(picture) {
  return Number(picture.getAttribute("width")) * PIXELS_A_POINT;
}

function readZoom() {
  const kept = sessionStorage.getItem("zoom");
  return kept && kept !== "fit" && Number(kept) ? Number(kept) : "fit";
}

function showHit() {
  const hit = pane.querySelector(".hit.now rect");
  const room = pane.querySelector("[data-scroll]");
  if (!hit) return;
  const at = hit.getBoundingClientRect();
  const shown = room.getBoundingClientRect();
  room.scrollTop += at.top - shown.top - shown.height / 3;
  room.scrollLeft += at.left - shown.left - shown.width / 3;
}

// The page after this one is drawn while this one is read.
function preload() {
  const next = pane.querySelector("a[rel=next][data-view]");
  const picture = pane.querySelector(".sheet img");
  if (!next || !picture) return;
  const page = new URLSearchParams(next.search).get("page");
  new Image().src = picture.currentSrc.replace(/pages\/\d+\.png/, `pages/${page}.png`);
}

// --- a field that was read, its box on the page and its line beside it light up together

for (const [kind, on] of [["mouseover", true], ["focusin", true], ["mouseout", false], ["focusout", false]]) {
  document.addEventListener(kind, (event) => light(event.target.closest?.("[data-field]"), on));
}

function light(part, on) {
  if (!part || !document.querySelector(`g[data-field="${CSS.escape(part.dataset.field)}"]`)) return;
  for (const each of document.querySelectorAll(`[data-field="${CSS.escape(part.dataset.field)}"]`)) each.classList.toggle("lit", on);
}

function showMissing(picture) {
  const words = document.createElement("p");
  words.className = "broken";
  words.textContent = picture.dataset.missing;
  picture.parentElement.replaceChildren(words);
}
