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

// An answer is told in a line to those who do not see it appear; Gradio announces nothing.
const shownHere = document.createElement("p");
shownHere.setAttribute("role", "status");
Object.assign(shownHere.style, { position: "fixed", width: "1px", height: "1px", overflow: "hidden", clipPath: "inset(50%)", margin: 0 });
let toldLast = "";
function announce() {
  const answer = document.querySelector("#answer [data-told]");
  const filters = document.querySelector("#filters > button");
  if (filters) filters.setAttribute("aria-expanded", filters.classList.contains("open"));
  const line = answer && `${answer.dataset.question} ${answer.dataset.told}`;
  if (!line || line === toldLast) return;
  toldLast = line;
  (document.querySelector(".gradio-container main") || document.body).append(shownHere);
  shownHere.textContent = answer.dataset.told;
}
new MutationObserver(announce).observe(document.documentElement, { subtree: true, childList: true, attributeFilter: ["class", "data-told"] });

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
