// One key for each button or link marked data-key; never while somebody types. The page works without it.
const TYPING = "input, textarea, select, [contenteditable]";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(TYPING)) return;
  const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!target) return;
  event.preventDefault();
  target.click();
});

// A chosen template goes into its text, where it can be changed before it is sent.
for (const choice of document.querySelectorAll("select[data-fills]")) {
  choice.addEventListener("change", () => {
    const text = document.getElementById(choice.dataset.fills);
    if (!choice.value) return;
    text.value = text.value ? `${text.value}\n${choice.value}` : choice.value;
    choice.value = "";
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
  });
}
