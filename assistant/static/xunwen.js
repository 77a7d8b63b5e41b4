// Copying, for every page of ours; one listener, nothing inline.
document.addEventListener("click", async (event) => {
  const button = event.target.closest && event.target.closest("[data-copy]");
  if (!button) return;
  const text = button.dataset.copy;
  try { await navigator.clipboard.writeText(text); }
  catch { if (!copyOld(text)) return; }
  told(button);
});

function copyOld(text) {  // pages served over plain http have no clipboard
  const area = document.createElement("textarea");
  area.value = text;
  area.style.position = "fixed";
  area.style.opacity = "0";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}

function told(button) {
  if (button.dataset.label) return;
  button.dataset.label = button.textContent;
  button.textContent = button.dataset.done;
  setTimeout(() => { button.textContent = button.dataset.label; delete button.dataset.label; }, 1500);
}

const FILTERS = ["speaker", "organization", "role", "transcript", "from", "to", "newest"];
// An answer is told in a line to those who do not see it appear; Gradio announces nothing.
const shownHere = document.createElement("p");
shownHere.setAttribute("role", "status");
Object.assign(shownHere.style, { position: "fixed", width: "1px", height: "1px", overflow: "hidden", clipPath: "inset(50%)", margin: 0 });
let toldLast = "";
function announce() {
  const answer = document.querySelector("#answer [data-told]");
  const filters = document.querySelector("#filters > button");
  if (filters) filters.setAttribute("aria-expanded", filters.classList.contains("open"));
  if (filters) countFilters(filters);
  const line = answer && `${answer.dataset.question} ${answer.dataset.told}`;
  if (!line || line === toldLast) return;
  toldLast = line;
  (document.querySelector(".gradio-container main") || document.body).append(shownHere);
  shownHere.textContent = answer.dataset.told;
}
new MutationObserver(announce).observe(document.documentElement, { subtree: true, childList: true, attributeFilter: ["class", "data-told"] });

// What was asked is in the address: a question and its filters are one step of going back,
// however many letters a date was typed with.
function intoAddress(question, ...given) {
  const address = new URL(window.location);
  const wanted = { q: question, ...Object.fromEntries(FILTERS.map((name, place) => [name, given[place]])) };
  const changed = Object.keys(wanted).filter(
    (name) => (address.searchParams.get(name) || "") !== String(wanted[name] || ""));
  if (changed.length) {
    ["corpus", "index", ...changed].forEach((name) => address.searchParams.delete(name));
    changed.forEach((name) => { if (wanted[name]) address.searchParams.set(name, wanted[name]); });
    const typed = changed.join();
    const goesOn = ["from", "to"].includes(typed) && window.history.state?.typed === typed;
    window.history[goesOn ? "replaceState" : "pushState"]({ typed }, "", address);
  }
  announce();
  return [question, ...given];
}
function fromAddress() {
  const given = new URL(window.location).searchParams;
  return ["q", ...FILTERS].map((name) => name === "newest" ? given.has(name) : given.get(name) || "");
}
const askAgain = () => document.getElementById("returned")?.click();
window.addEventListener("popstate", askAgain);

// How many filters are set is said where they are folded away, and each can be dropped at the answer.
function countFilters(filters) {
  const given = new URL(window.location).searchParams;
  const number = FILTERS.filter((name) => given.get(name)).length;
  const words = document.documentElement.lang.startsWith("en") ? ` (${number})` : `（${number}）`;
  let count = filters.querySelector(".xw-count");
  if (!count) {
    count = document.createElement("span");
    count.className = "xw-count";
    filters.firstElementChild.after(count);
  }
  const said = number ? words : "";
  if (count.textContent !== said) count.textContent = said;
}
document.addEventListener("click", (event) => {
  const link = event.target.closest && event.target.closest("a[data-drop]");
  const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (!link || !plain || !document.getElementById("returned")) return;
  event.preventDefault();
  window.history.pushState({ typed: "" }, "", link.getAttribute("href"));
  askAgain();
});

// A question that got no answer: said where the answer would stand, instead of the one before it.
const AWAY = {
  zh: { away: "暂时连不上服务器，请稍后再试。", many: "提问太频繁，请稍后再试。", failed: "服务器出错了，请稍后再试。" },
  en: {
    away: "The server cannot be reached at the moment. Try again later.",
    many: "Too many questions at once. Try again in a moment.", failed: "The server failed. Try again later.",
  },
};
const places = { "/gradio_api/run/": "answer", "/gradio_api/queue/join": "evaluation" };
function tell(address, what) {
  const [, name] = Object.entries(places).find(([part]) => address.includes(part)) || [];
  const place = name && document.getElementById(name);
  if (!place) return;
  place.querySelector(":scope > .xw-note")?.remove();
  place.classList.toggle("xw-away", Boolean(what));
  if (!what) return;
  const note = document.createElement("p");
  note.className = "xw-note";
  note.setAttribute("role", "alert");
  note.textContent = AWAY[document.documentElement.lang.startsWith("en") ? "en" : "zh"][what];
  place.prepend(note);
}
const fetched = window.fetch;
window.fetch = async (...given) => {
  const address = String(given[0]?.url || given[0]);
  try {
    const response = await fetched(...given);
    tell(address, response.ok ? "" : response.status === 429 ? "many" : "failed");
    return response;
  } catch (error) {
    tell(address, error.name === "AbortError" ? "" : "away");
    throw error;
  }
};

// Remarks of an operator, whose token is in this tab (see operator.js).
const token = sessionStorage.getItem("xunwen-token");
if (token) document.documentElement.classList.add("xw-operator");
document.addEventListener("click", async (event) => {
  const button = event.target.closest && event.target.closest("[data-feedback]");
  if (!button || !token) return;
  const { feedback, transcript, turn } = button.dataset;
  const asked = button.closest("[data-question]");
  const response = await fetch("api/feedback", {
    method: "POST",
    headers: { "x-operator-token": token, "content-type": "application/json" },
    body: JSON.stringify({ kind: feedback, transcript, turn, question: asked ? asked.dataset.question : "" }),
  });
  if (response.ok) told(button);
});
