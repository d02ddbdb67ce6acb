// What was typed into a form marked data-draft outlives a reload or a lost connection, in this tab of the browser only.
// It belongs to the person, and to where the form is sent: the page that refuses a form has another address than its own.
const keyOf = (form) =>
  `draft:${document.body.dataset.person}:${new URL(form.action).pathname}:${form.dataset.draft}`;
const fieldsOf = (form) => [...form.querySelectorAll("textarea, input[type=text]")];

const PATIENCE = 10000; // ms; who stopped the page may send again after that

const read = (key) => {
  try {
    return JSON.parse(sessionStorage.getItem(key)) ?? {};
  } catch {
    return {};
  }
};

const write = (key, value) => {
  try {
    if (value === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, value);
  } catch {
    // storage is off or full: the form works as before, only without a draft
  }
};

const keep = (form) => {
  const typed = Object.fromEntries(
    fieldsOf(form).filter((field) => field.value !== field.defaultValue).map((field) => [field.name, field.value]),
  );
  write(keyOf(form), Object.keys(typed).length ? JSON.stringify(typed) : null);
};

const restore = (form) => {
  const typed = read(keyOf(form));
  let restored = false;
  for (const field of fieldsOf(form)) {
    if (typed[field.name] && field.value === field.defaultValue && typed[field.name] !== field.value) {
      field.value = typed[field.name];
      restored = true;
    }
  }
  if (!restored) return;
  form.closest("details")?.setAttribute("open", "");
  const notice = form.querySelector("[data-draft-notice]");
  if (notice) notice.hidden = false;
};

// A second click while the answer is on its way would be told that somebody was first: the person themselves.
const isSentAgain = (form, event) => {
  if (form.matches("[data-send]")) return false;
  const before = Number(form.dataset.sentAt ?? -PATIENCE);
  if (event.timeStamp - before < PATIENCE) return true;
  form.dataset.sentAt = event.timeStamp;
  return false;
};
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-draft]")) delete form.dataset.sentAt;
});

// What the server said it kept is no draft any more.
if (document.querySelector(".flash")) {
  const sent = sessionStorage.getItem("sent");
  if (sent) write(sent, null);
  write("sent", null);
}
for (const form of document.querySelectorAll("form[data-draft]")) {
  restore(form);
  form.addEventListener("input", () => keep(form));
  form.addEventListener("submit", (event) => {
    if (isSentAgain(form, event)) event.preventDefault();
    else write("sent", keyOf(form));
  });
}
