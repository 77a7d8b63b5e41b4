// The address may name a turn (#t1697), or any place in the text (#t1750, #1750).
function show() {
  const wanted = /^#t?(\d+)$/.exec(window.location.hash);
  if (!wanted) return;
  const place = Number(wanted[1]);
  const exact = document.getElementById("t" + place);
  const turn = exact || [...document.querySelectorAll("[data-start]")].find(
    (one) => Number(one.dataset.start) <= place && place < Number(one.dataset.end));
  if (!turn) return;
  document.querySelectorAll(".xw-here").forEach((one) => one.classList.remove("xw-here"));
  turn.classList.add("xw-here");
  const target = turn.querySelector("mark") || turn;
  target.scrollIntoView({ block: target === turn ? "start" : "center" });
  turn.focus({ preventScroll: true });
}
window.addEventListener("hashchange", show);
show();
