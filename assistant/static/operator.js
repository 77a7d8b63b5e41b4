// Preview a record, then add it; the token stays in this tab.
const form = document.getElementById("operator");
const field = (name) => document.getElementById(name);
field("token").value = sessionStorage.getItem("xunwen-token") || "";

async function send(address) {
  const file = field("file").files[0];
  sessionStorage.setItem("xunwen-token", field("token").value);
  const response = await fetch(`${form.dataset.root}${address}?name=${encodeURIComponent(file.name)}`, {
    method: "POST",
    headers: { "x-operator-token": field("token").value, "content-type": "application/octet-stream" },
    body: file,
  });
  const document_ = await response.json();
  if (!response.ok) throw new Error({ 401: form.dataset.refused, 403: form.dataset.closed }[response.status] || document_.detail);
  return document_;
}

// What would turn the direction of writing is shown by its number, as everywhere on our pages.
const STEERING = /[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
const shown = (text) => text.replace(STEERING, (sign) => `U+${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`);

function put(into, name, className, text) {
  const one = document.createElement(name);
  one.className = className;
  one.textContent = shown(text);
  into.append(one);
  return one;
}

const counted = (count, one, many) => (count === 1 ? one : many).replace("{0}", count);

function show(record) {
  field("title").textContent = shown(`${record.title} ${record.date || ""}`);
  const { kinds, turn, turns, exchange, exchanges, answers, unnamed } = form.dataset;
  const words = JSON.parse(kinds), names = {};
  const asked = new Set(record.turns.map((turn) => turn.answers).filter(Boolean));
  field("facts").textContent = `${counted(record.turns.length, turn, turns)} · ${counted(asked.size, exchange, exchanges)}`;
  const list = document.querySelector("#turns ol");
  list.replaceChildren();
  for (const turn of record.turns) {
    const line = put(list, "li", "", ""), left = put(line, "div", "", ""), who = turn.speaker;
    names[turn.id] = who.name || unnamed;
    put(left, "span", "xw-kind", turn.answers ? `${answers} ${names[turn.answers]}` : words[turn.kind]);
    put(left, "b", "xw-name", names[turn.id]);
    put(left, "span", "xw-office", `${who.organization || ""}${who.title || ""}`);
    put(line, "div", "xw-soft", turn.text.length > 80 ? `${turn.text.slice(0, 80)}…` : turn.text);
  }
  field("turns").hidden = false;
}

async function attempt(work) {
  field("told").textContent = "…";
  try { field("told").textContent = await work(); }
  catch (error) {
    field("told").textContent = error instanceof TypeError ? form.dataset.away : error.message;
    field("confirm").disabled = true;
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  attempt(async () => {
    show(await send("/api/records/preview"));
    field("confirm").disabled = false;
    return "";
  });
});
field("confirm").addEventListener("click", () => attempt(async () => {
  field("confirm").disabled = true;
  const added = await send("/api/records");
  return form.dataset.added.replace("{0}", added.transcript);
}));
field("file").addEventListener("change", () => { field("confirm").disabled = true; });
