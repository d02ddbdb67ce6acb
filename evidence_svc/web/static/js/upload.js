// Uploading many files: drag and drop, one request a file, progress and outcome for each.
const AT_ONCE = 2;
const LOOKED_AT = 4; // files whose verdicts are asked for at a time, the longest waiting first
const FIRST = 1000; // ms to the first question about a verdict; the pauses grow to the longest
const LONGEST = 10000;
const waiting = []; // what became of these is not known yet: {form, line, evidence}

for (const form of document.querySelectorAll("form[data-upload]")) prepare(form);

function prepare(form) {
  const drop = form.querySelector(".drop");
  const input = form.querySelector("input[type=file]");
  form.classList.add("at-once"); // files are sent as soon as they are chosen: no button, no list of names
  input.required = false;
  const take = () => { if (input.files.length) { sendAll(form, [...input.files]); input.value = ""; } };
  input.addEventListener("change", take);
  take(); // what was chosen before this script came
  for (const kind of ["dragenter", "dragover"]) drop.addEventListener(kind, (event) => mark(event, drop, true));
  for (const kind of ["dragleave", "drop"]) drop.addEventListener(kind, (event) => mark(event, drop, false));
  drop.addEventListener("drop", (event) => sendAll(form, [...event.dataTransfer.items].filter(isFile).map(toFile)));
}

// A folder has no bytes to send, and only here can it be told from a file; it gets a line of its own.
const isFile = (item) => item.kind === "file";
const toFile = (item) => Object.assign(item.getAsFile(), { isFolder: item.webkitGetAsEntry()?.isDirectory ?? false });

function mark(event, drop, over) {
  event.preventDefault();
  drop.classList.toggle("over", over);
}

async function sendAll(form, files) {
  const unsent = files.map((file) => [file, addLine(form, file)]);
  const sender = async () => {
    for (let next = unsent.shift(); next; next = unsent.shift()) await send(form, ...next);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sender));
  if (files.length) addNote(form, form.dataset.saidDone);
}

function addLine(form, file) {
  const line = document.createElement("li");
  const name = document.createElement("span");
  const chip = document.createElement("span");
  const bar = document.createElement("progress");
  const said = document.createElement("span");
  name.className = "file-name";
  name.textContent = file.name;
  chip.className = "chip waiting";
  chip.textContent = form.dataset.saidSending;
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", file.name);
  said.className = "said";
  line.append(name, chip, bar, said);
  form.querySelector(".uploads").append(line);
  return { chip, bar, said };
}

function send(form, file, line) {
  if (file.isFolder) {
    refuse(line, form.dataset.saidFolder);
    return Promise.resolve();
  }
  if (file.size > Number(form.dataset.limit)) {
    refuse(line, form.dataset.saidLarge);
    return Promise.resolve();
  }
  const body = new FormData();
  body.append("file", file);
  const row = form.querySelector("input[name=row]");
  if (row) body.append("row", row.value);
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open("POST", form.dataset.upload);
    request.setRequestHeader("X-CSRFToken", document.querySelector("meta[name=csrf-token]").content);
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => { line.bar.value = event.loaded / event.total; });
    request.addEventListener("load", () => { tell(form, line, request); done(); });
    request.addEventListener("error", () => { refuse(line, form.dataset.saidLost); done(); });
    request.send(body);
  });
}

function tell(form, line, request) {
  const answer = request.response;
  if (request.status >= 400 || !answer) {
    refuse(line, `${form.dataset.saidRefused} ${answer?.message ?? request.status}`);
    return;
  }
  const words = form.dataset;
  line.bar.remove();
  showOutcome(form, line, "waiting"); // received is no verdict yet
  line.said.append(answer.is_new ? words.saidNew : words.saidSame, " ", link(`/evidence/${answer.evidence.id}`, answer.evidence.file_name), ". ");
  if (answer.criterion) line.said.append(words.saidLinked, " ", link(`/criteria/${answer.criterion.row_id}`, answer.criterion.code));
  else line.said.append(words.saidUnlinked);
  waiting.push({ form, line, evidence: answer.evidence.id });
  if (waiting.length === 1) watch();
}

async function watch() {
  for (let pause = FIRST; waiting.length;) {
    const done = (await Promise.all(waiting.slice(0, LOOKED_AT).map(ask))).filter(Boolean);
    if (done.length) pause = FIRST;
    else {
      await new Promise((after) => { setTimeout(after, pause); });
      pause = Math.min(pause * 1.5, LONGEST);
    }
  }
}

// Whether the verdict on a file is there; it is shown, and nobody waits for it any longer.
async function ask(one) {
  const address = one.form.dataset.watch + one.evidence;
  const answer = await fetch(address, { headers: { Accept: "application/json" } })
    .then((told) => (told.ok ? told.json() : null)).catch(() => null);
  if (!answer?.outcome) return false;
  showOutcome(one.form, one.line, answer.outcome);
  waiting.splice(waiting.indexOf(one), 1);
  return true;
}

function showOutcome(form, line, outcome) {
  const [mark, word] = JSON.parse(form.dataset.outcomes)[outcome];
  line.chip.className = `chip ${outcome}`;
  line.chip.textContent = `${mark} ${word}`;
}

function refuse(line, sentence) {
  line.bar.remove();
  line.chip.className = "chip failed";
  line.chip.textContent = "✕";
  line.said.textContent = sentence;
}

function addNote(form, sentence) {
  form.querySelector(".uploads .note")?.remove();
  const note = document.createElement("li");
  note.className = "note calm";
  note.append(link(location.pathname, sentence));
  form.querySelector(".uploads").append(note);
}

function link(address, text) {
  const anchor = document.createElement("a");
  anchor.href = address;
  anchor.textContent = text;
  return anchor;
}
