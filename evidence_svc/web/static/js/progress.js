// A page of something that is still being computed: fetch it again now and then, show it when it has moved on.
const FIRST = 1500;
const LONGEST = 10000;
const place = document.querySelector("[data-progress]");

if (place) ask(FIRST);

function ask(pause) {
  setTimeout(async () => {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
    const page = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
    const now = page?.querySelector("[data-progress]");
    if (page && !now) location.reload();
    else {
      if (now) place.replaceChildren(...now.children);
      ask(Math.min(pause * 1.2, LONGEST));
    }
  }, pause);
}
