// A search box over a list of choices: what does not match is hidden, what is ticked always stays in view.
for (const box of document.querySelectorAll("input[data-filter]")) {
  const choices = [...document.getElementById(box.dataset.filter).querySelectorAll(".choice")];
  const texts = new Map(choices.map((choice) => [choice, plain(choice.textContent)]));
  box.addEventListener("input", () => {
    const words = plain(box.value).split(" ").filter(Boolean);
    for (const choice of choices) {
      const matches = words.every((word) => texts.get(choice).includes(word));
      choice.hidden = !matches && !choice.querySelector("input").checked;
    }
  });
  box.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
}

// Letters without their marks, so that "ke hoach" finds "Kế hoạch".
function plain(text) {
  return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/gi, "d").toLowerCase().replace(/\s+/g, " ").trim();
}
