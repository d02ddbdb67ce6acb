// The appraiser's desk: send a decision without losing what was typed, see who else is here, put in templates.
const EVERY = 15000; // ms between two questions who else has the criterion open
const desk = document.querySelector("[data-decide]");
const presence = document.querySelector("[data-presence]");

// --- sending: the form stays until the server has said that it kept it

for (const form of document.querySelectorAll("form[data-send]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form, event.submitter);
  });
}

async function send(form, button) {
  if (form.ariaBusy === "true") return;
  const body = new FormData(form, button); // before the buttons are switched off: a disabled one says nothing
  setBusy(form, true);
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    await tell(form, button, answer);
  } catch {
    refuse(form, desk.dataset.saidLost);
  }
}

async function tell(form, button, answer) {
  const told = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : null;
  if (told?.location) location.assign(told.location);
  else if (answer.status === 409) showConflict(form, button);
  else if (told?.message) refuse(form, told.message);
  else refuse(form, answer.redirected ? desk.dataset.saidSession : desk.dataset.saidFailed);
}

// The server draws the page on which both sides stand: the form is sent again as a form, and refused again.
function showConflict(form, button) {
  if (button?.name) {
    const chosen = document.createElement("input");
    Object.assign(chosen, { type: "hidden", name: button.name, value: button.value });
    form.append(chosen);
  }
  form.action = form.action.split("#")[0]; // the two sides stand on top
  form.submit();
}

function refuse(form, sentence) {
  setBusy(form, false);
  const place = form.querySelector(".refusal") ?? document.createElement("p");
  place.className = "refusal";
  place.role = "alert";
  place.textContent = sentence;
  form.prepend(place);
  place.scrollIntoView({ block: "nearest" });
}

function setBusy(form, busy) {
  form.ariaBusy = String(busy);
  for (const each of document.querySelectorAll("form[data-send] button")) each.disabled = busy;
}

addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-send]")) setBusy(form, false);
});

// --- templates: a click or a digit puts the words into the text beside, where they can be changed

for (const list of document.querySelectorAll("[data-templates]")) {
  list.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    event.preventDefault();
    const text = list.closest("form").querySelector("textarea");
    text.value = text.value ? `${text.value}\n${button.value}` : button.value;
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
  });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || !/^[1-9]$/.test(event.key)) return;
  if (event.target.closest("input, textarea, select") || document.querySelector("dialog[open]")) return;
  const list = document.querySelector("details[open] [data-templates]");
  const chosen = list?.querySelectorAll("button")[Number(event.key) - 1];
  if (!chosen) return;
  event.preventDefault(); // the text is focused now, and would take the digit, too
  chosen.click();
});

// --- who else is here

if (presence) {
  setInterval(ask, EVERY);
  document.addEventListener("visibilitychange", ask);
  addEventListener("pagehide", () => navigator.sendBeacon(presence.dataset.presence, fields({ leaving: "1" })));
}

async function ask() {
  if (document.hidden) return;
  const answer = await fetch(presence.dataset.presence, { method: "POST", body: fields({}) }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const { others, version } = await answer.json();
  const note = presence.querySelector("p");
  const words = presence.dataset;
  if (String(version) !== words.version) {
    if (note.dataset.changed) return;
    note.dataset.changed = "yes";
    note.className = "note bad";
    const again = document.createElement("a");
    Object.assign(again, { href: location.href, textContent: words.saidReload });
    note.replaceChildren(words.saidChanged, " ", again);
    note.hidden = false;
  } else {
    note.textContent = others.length ? `${words.saidHere} ${others.join(", ")}` : "";
    note.hidden = !others.length;
  }
}

function fields(values) {
  const body = new FormData();
  body.set("csrf_token", document.querySelector("meta[name=csrf-token]").content);
  for (const [name, value] of Object.entries(values)) body.set(name, value);
  return body;
}
