// What was typed into a form marked data-draft outlives a reload or a lost connection, in this browser only.
const keyOf = (form) => `draft:${location.pathname}:${form.dataset.draft}`;
const fieldsOf = (form) => [...form.querySelectorAll("textarea, input[type=text]")];

const read = (key) => {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? {};
  } catch {
    return {};
  }
};

const keep = (form) => {
  const typed = Object.fromEntries(
    fieldsOf(form).filter((field) => field.value !== field.defaultValue).map((field) => [field.name, field.value]),
  );
  try {
    if (Object.keys(typed).length) localStorage.setItem(keyOf(form), JSON.stringify(typed));
    else localStorage.removeItem(keyOf(form));
  } catch {
    // storage is off or full: the form works as before, only without a draft
  }
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
  if (restored) form.closest("details")?.setAttribute("open", "");
};

// What the server said it kept is no draft any more.
const saved = document.querySelector(".flash");
for (const form of document.querySelectorAll("form[data-draft]")) {
  if (saved && sessionStorage.getItem("sent") === keyOf(form)) localStorage.removeItem(keyOf(form));
  restore(form);
  form.addEventListener("input", () => keep(form));
  form.addEventListener("submit", () => sessionStorage.setItem("sent", keyOf(form)));
}
if (saved) {
  const sent = sessionStorage.getItem("sent");
  if (sent) localStorage.removeItem(sent);
  sessionStorage.removeItem("sent");
}
