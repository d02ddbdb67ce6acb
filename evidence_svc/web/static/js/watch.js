// A report that is not there yet, the first or a newer: ask now and then, show it when it is.
const FIRST = 1000;
const LONGEST = 10000;
const place = document.querySelector("[data-watch]");

if (place) ask(FIRST);

function ask(pause) {
  setTimeout(async () => {
    const answer = await fetch(place.dataset.watch, { headers: { Accept: "application/json" } })
      .then((told) => (told.ok ? told.json() : null)).catch(() => null);
    const state = answer?.state ?? "received";
    if (state !== "received" && state !== "re-queued") location.reload();
    else ask(Math.min(pause * 1.5, LONGEST));
  }, pause);
}
