// The document page: a field in the table lights up its box on the page, and the other way round.
const lines = new Map([...document.querySelectorAll("tr[data-field]")].map((line) => [line.dataset.field, line]));
const boxes = new Map([...document.querySelectorAll("g[data-field]")].map((box) => [box.dataset.field, box]));

for (const [name, box] of boxes) {
  const line = lines.get(name);
  if (!line) continue;
  for (const target of [line, box]) {
    for (const kind of ["mouseenter", "focusin"]) target.addEventListener(kind, () => light(name, true));
    for (const kind of ["mouseleave", "focusout"]) target.addEventListener(kind, () => light(name, false));
  }
}

const picture = document.querySelector(".sheet img");
if (picture?.complete && picture.naturalWidth === 0) showMissing();
picture?.addEventListener("error", showMissing);

function light(name, on) {
  lines.get(name).classList.toggle("lit", on);
  boxes.get(name).classList.toggle("lit", on);
}

function showMissing() {
  const words = document.createElement("p");
  words.className = "broken";
  words.textContent = picture.dataset.missing;
  picture.parentElement.replaceChildren(words);
}
