// <xunwen-ask server="https://…" transcript="…" lang="zh" theme="auto" k="3">
// Asks a xunwen server from any page. No dependency, no cookie, no outside request.
// Whatever comes from the server is put in as text, never as markup.
(() => {
const WORDS = {
  zh: {
    label: "向会议记录提问", hint: "用自己的话问", ask: "询问", busy: "正在查找……",
    question: ["问", "提问"], answer: ["答", "回答"], statement: ["言", "发言"], unnamed: "未具名", none: "记录中没有回答",
    nearest: "最接近的发言（不是回答）", more: (n) => `另有 ${n} 条相关回答`,
    at: (a, b) => `第 ${a}–${b} 字`, page: (n) => `第 ${n} 页`, undated: "日期不详", open: "查看原文", cite: "复制引用", copied: "已复制",
    found: (n) => `找到 ${n} 条回答`, empty: "请先写下问题。",
    away: "暂时连不上会议记录服务器，请稍后再试。",
    refused: "会议记录服务器没有允许本网站使用，请联系网站管理员。",
    many: "提问太频繁，请稍后再试。", failed: "会议记录服务器出错了，请稍后再试。", bad: "这个问题无法查询，请写下想知道什么。",
    by: "询问 · 会议记录原文检索",
  },
  en: {
    label: "Ask the meeting records", hint: "Ask in Chinese", ask: "Ask", busy: "Looking…",
    question: ["Q", "question"], answer: ["A", "answer"], statement: ["S", "statement"], unnamed: "unnamed", none: "The records hold no answer",
    nearest: "Nearest, not an answer", more: (n) => `${n} more`,
    at: (a, b) => `characters ${a}–${b}`, page: (n) => `page ${n}`, undated: "no date", open: "Open in the record", cite: "Copy citation", copied: "Copied",
    found: (n) => `${n} found`, empty: "Write a question first.",
    away: "The records' server cannot be reached at the moment. Try again later.",
    refused: "The records' server does not allow this site to ask. Tell the site's administrator.",
    many: "Too many questions at once. Try again in a moment.", failed: "The records' server failed. Try again later.", bad: "This cannot be asked. Write what you want to know.",
    by: "Xunwen · the record's own words",
  },
};

const COLOURS = [
  ["p", "background", "#fff", "#201d1a"], ["i", "ink", "#22201d", "#ebe6de"], ["s", "soft", "#655f57", "#aaa297"],
  ["l", "line", "#e5dfd5", "#38332d"], ["a", "accent", "#9a3324", "#f0937d"], ["o", "on-accent", "#fff", "#2a1009"],
];
const look = (pick) => COLOURS.map(([name, property, light, dark]) => `--${name}:var(--xunwen-${property},${pick(light, dark)})`).join(";");
const LIGHT = `${look((light) => light)};color-scheme:light`, DARK = `${look((_, dark) => dark)};color-scheme:dark`;
const AUTO = `${look((light, dark) => `light-dark(${light},${dark})`)};color-scheme:inherit`;
const CSS = `
:host{display:block;${LIGHT};color:var(--i);font:var(--xunwen-font,16px/1.75 "PingFang SC","Noto Sans CJK SC","Microsoft YaHei",system-ui,sans-serif);text-align:start}
:host([hidden]){display:none}
:host([theme=dark]){${DARK}}
@supports(color:light-dark(red,red)){:host([theme=auto]){${AUTO}}}
*{box-sizing:border-box}
.box{--t:var(--a);background:var(--p);color:var(--i);border:1px solid var(--l);border-radius:var(--xunwen-radius,14px);padding:16px;overflow-wrap:anywhere}
form{display:flex;gap:8px;flex-wrap:wrap}
label{flex:1 1 100%;font-size:.875em;color:var(--s)}
input{flex:1 1 10em;min-width:0;font:inherit;color:inherit;background:none;border:1px solid var(--l);border-radius:10px;padding:8px 12px}
input::placeholder{color:var(--s);opacity:1}
input::-webkit-search-cancel-button{display:none}
button{font:inherit;cursor:pointer}
.go{background:var(--a);color:var(--o);border:0;border-radius:10px;padding:8px 18px;font-weight:600}
.probe{display:none;color:color-mix(in srgb,var(--i),var(--i));background-color:color-mix(in srgb,var(--p),var(--p));outline-color:color-mix(in srgb,var(--a),var(--a))}
:focus-visible{outline:2px solid var(--t);outline-offset:2px}
[role=status]:not(:empty){margin:12px 0 0;color:var(--s);font-size:.9375em}
.none{font-weight:600}
article,details{border-top:1px solid var(--l);margin-top:14px;padding-top:12px}
summary{cursor:pointer}
.who{display:flex;gap:8px;align-items:baseline;margin:10px 0 2px;flex-wrap:wrap}
.who b{font-weight:650}.who i{font-style:normal;color:var(--s);font-size:.9375em}
.seal{background:var(--a);color:var(--o);border-radius:5px;padding:0 5px;font:600 .8125em/1.6 "Songti SC","Noto Serif CJK SC",serif}
.q .seal,.near .seal{background:none;color:var(--s);box-shadow:inset 0 0 0 1px var(--l)}
.q{color:var(--s);font-size:.9375em}
p{margin:0}blockquote{margin:2px 0 0;line-height:1.85;white-space:pre-line}
p,blockquote,b,i,cite{unicode-bidi:isolate}
mark{color:inherit;background:color-mix(in srgb,var(--t) 16%,transparent);border-bottom:2px solid color-mix(in srgb,var(--t) 60%,transparent);border-radius:2px}
.near mark{background:none;border-bottom:1px dotted var(--s)}
footer{margin-top:10px;font-size:.8125em;color:var(--s)}
cite{font-style:normal}
footer a,footer button{color:var(--t);background:none;border:0;padding:2px 0;margin-inline-end:14px;text-decoration:none}
footer a:hover,footer button:hover{text-decoration:underline}
.by{margin-top:12px;font-size:.75em;text-align:end}.by a{color:var(--s);text-decoration:none}
`;

// Whatever accent a site chooses, words on it and words in it are read: 4.5:1, and a little for rounding.
const ENOUGH = 4.55, WHITE = [1, 1, 1], BLACK = [0, 0, 0], INKS = [WHITE, [42 / 255, 16 / 255, 9 / 255], BLACK];
const mix = (one, other, share) => one.map((value, i) => value + (other[i] - value) * share);
const written = (colour) => `rgb(${colour.map((value) => Math.round(255 * value)).join(",")})`;
const luminance = (colour) => [0.2126, 0.7152, 0.0722].reduce((sum, weight, i) => {
  const value = colour[i];
  return sum + weight * (value > 0.04045 ? ((value + 0.055) / 1.055) ** 2.4 : value / 12.92);
}, 0);
const contrast = (one, other) => {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
};
// A computed colour, "color(srgb 1 0 0 / 0.5)" or "rgba(255, 0, 0, 0.5)", as it is seen on another.
const seen = (computed, under) => {
  const [r, g, b, alpha = 1] = computed.replaceAll("none", "0").match(/-?[\d.]+(e-?\d+)?/g).map(Number);
  const shares = [r, g, b].map((value) => Math.min(1, Math.max(0, computed.startsWith("rgb") ? value / 255 : value)));
  return mix(under, shares, alpha);
};

// Direction marks and controls could dress one name up as another.
const plain = (text) => String(text ?? "").replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "");

// The nearest background behind an element that hides what is below; null where none does.
const painted = (one) => {
  while ((one = one.parentElement ?? one.getRootNode().host)) {
    const [light, dark] = [WHITE, BLACK].map((under) => seen(getComputedStyle(one).backgroundColor, under));
    if (contrast(light, dark) < 1.5) return light;
  }
  return null;
};

function el(name, className, ...children) {
  const one = document.createElement(name);
  if (className) one.className = className;
  one.append(...children.map((child) => (child instanceof Node ? child : document.createTextNode(plain(child)))));
  return one;
}

// The quotation, cut where evidence begins and ends; spans and evidence count the record's characters.
function quotation(finding) {
  const signs = Array.from(finding.quote);
  const out = el("blockquote");
  let behind = 0;
  for (const [start, end] of finding.source.spans) {
    const text = (a, b) => signs.slice(behind + a - start, behind + b - start).join("");
    let place = start;
    for (const one of finding.evidence) {
      const low = Math.max(place, one.start), high = Math.min(end, one.end);
      if (low >= high) continue;
      out.append(plain(text(place, low)), el("mark", "", text(low, high)));
      place = high;
    }
    out.append(plain(text(place, end)));
    behind += end - start;
  }
  return out;
}

class XunwenAsk extends HTMLElement {
  static observedAttributes = ["lang", "server", "theme"];
  #root; #words; #asking = 0; #dark = matchMedia("(prefers-color-scheme:dark)"); #page = new MutationObserver(() => this.#tint());

  connectedCallback() {
    if (!this.#root) this.#draw();
    this.#tint();
    this.#dark.addEventListener("change", this);
    addEventListener("load", this);
    for (const one of [document.documentElement, document.body, this]) this.#page.observe(one, { attributes: true });
  }
  disconnectedCallback() {
    this.#page.disconnect();
    removeEventListener("load", this);
    this.#dark.removeEventListener("change", this);
  }
  attributeChangedCallback(name) {
    if (!this.#root) return;
    if (name !== "theme") this.#draw();
    this.#tint();
  }
  handleEvent() { this.#tint(); }

  // As light or dark as what the page paints behind it; where it paints nothing, as its color-scheme says.
  #scheme() {
    const paper = painted(this);
    this._box.style.colorScheme = paper ? (contrast(WHITE, paper) > contrast(BLACK, paper) ? "dark" : "light") : "";
  }

  get #server() { return (this.getAttribute("server") || new URL(SCRIPT).origin).replace(/\/+$/, ""); }

  #draw() {
    const language = (this.getAttribute("lang") || document.documentElement.lang || navigator.language || "zh").toLowerCase();
    const words = this.#words = WORDS[language.startsWith("en") ? "en" : "zh"];
    this.#root ??= this.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    this.#root.adoptedStyleSheets = [sheet];
    const label = el("label", "", words.label);
    const input = el("input");
    label.htmlFor = input.id = "question";
    Object.assign(input, { type: "search", name: "q", maxLength: 2000, placeholder: words.hint, autocomplete: "off", enterKeyHint: "search" });
    const go = el("button", "go", words.ask);
    const form = el("form", "", label, input, go);
    const status = el("p");
    status.setAttribute("role", "status");
    const answers = el("div");
    // Enter that ends a word of an input method is no wish to ask.
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.preventDefault();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.ask(input.value);
    });
    const by = el("a", "", words.by), probe = el("i", "probe");
    by.href = `${this.#server}/`;
    by.target = "_blank";
    by.rel = "noopener";
    const box = el("div", "box", form, status, answers, el("p", "by", by), probe);
    box.lang = words === WORDS.en ? "en" : "zh-CN";
    this.#root.replaceChildren(box);
    Object.assign(this, { _input: input, _status: status, _answers: answers, _box: box, _probe: probe });
  }

  // The ink on the accent, and the accent as a colour of words, by how light accent and background are.
  #tint() {
    this.#scheme();
    const style = getComputedStyle(this._probe), ink = seen(style.color, BLACK);
    const paper = seen(style.backgroundColor, luminance(ink) > 0.18 ? [32 / 255, 29 / 255, 26 / 255] : WHITE);
    const accent = seen(style.outlineColor, paper);
    const away = contrast(WHITE, paper) > contrast(BLACK, paper) ? WHITE : BLACK;
    const shares = Array.from({ length: 21 }, (_, i) => i / 20);
    const share = shares.find((one) => contrast(mix(accent, away, one), paper) >= ENOUGH) ?? 1;
    const on = INKS.find((one) => contrast(one, accent) >= ENOUGH);
    this._box.style.setProperty("--o", `var(--xunwen-on-accent,${written(on)})`);
    this._box.style.setProperty("--t", share ? written(mix(accent, away, share)) : "var(--a)");
  }

  async ask(question) {
    const words = this.#words, turn = ++this.#asking;
    this._input.value = question;
    this._answers.replaceChildren();
    if (!question.trim()) return this.#tell(words.empty);
    this.#tell(words.busy);
    this.#tint();
    const body = { question, k: Math.min(50, Math.max(1, Number(this.getAttribute("k")) || 3)) };
    for (const name of ["transcript", "organization", "speaker", "role"]) {
      if (this.getAttribute(name)) body[name] = this.getAttribute(name);
    }
    let answer;
    try {
      answer = await this.#fetch(body);
    } catch (error) {
      if (turn === this.#asking) this.#tell(error.message);
      return;
    }
    if (turn !== this.#asking) return;
    this.#show(answer);
    this.dispatchEvent(new CustomEvent("xunwen-answer", { detail: answer, bubbles: true }));
  }

  async #fetch(body) {
    const words = this.#words;
    let response, document_;
    try {
      response = await fetch(`${this.#server}/api/ask`, {
        method: "POST", credentials: "omit", headers: { "content-type": "application/json" }, body: JSON.stringify(body),
      });
      document_ = await response.json();
    } catch {
      throw new Error(await this.#reachable() ? words.refused : words.away);
    }
    if (response.ok) return document_;
    if (response.status === 429) throw new Error(words.many);
    if (response.status === 422) {
      console.warn("xunwen-ask:", plain(document_.detail));
      throw new Error(words.bad);
    }
    throw new Error(response.status === 401 || response.status === 403 ? words.refused : words.failed);
  }

  // A server that answers while its answer may not be read has not allowed this origin.
  async #reachable() {
    try { await fetch(`${this.#server}/healthz`, { mode: "no-cors", credentials: "omit", cache: "no-store" }); return true; }
    catch { return false; }
  }

  #tell(text) { this._status.textContent = text; this._status.className = ""; }

  #show(answer) {
    const words = this.#words;
    this.#tell(answer.answered ? words.found(answer.findings.length) : words.none);
    if (!answer.answered) this._status.className = "none";
    const [first, ...rest] = answer.answered ? answer.findings : [null, ...answer.nearest];
    if (first) this._answers.append(this.#card(first, "article"));
    if (!rest.length) return;
    const title = answer.answered ? words.more(rest.length) : words.nearest;
    const folded = el("details", answer.answered ? "" : "near", el("summary", "", title), ...rest.map((one) => this.#card(one, "article")));
    this._answers.append(folded);
  }

  #card(finding, name) {
    const words = this.#words, source = finding.source;
    const card = el(name);
    if (finding.asked !== null) {
      card.append(el("div", "q", this.#who(words.question, finding.asked_by), el("p", "", finding.asked)));
    }
    card.append(this.#who(finding.asked !== null ? words.answer : words.statement, finding.speaker), quotation(finding));
    const where = [
      source.date || words.undated,
      source.page && words.page(source.page),
      source.seconds !== undefined && new Date(1000 * source.seconds).toISOString().slice(11, 19),
      words.at(source.spans[0][0], source.spans.at(-1)[1]),
    ].filter(Boolean).join(" · ");
    const link = el("a", "", words.open);
    link.href = new URL(finding.permalink, `${this.#server}/`).href.replace(/^(?!https?:).*/, "");
    link.target = "_blank";
    link.rel = "noopener";
    const copy = el("button", "", words.cite);
    copy.type = "button";
    copy.addEventListener("click", () => this.#copy(copy, finding, where, link.href));
    card.append(el("footer", "", el("div", "", el("cite", "", `《${source.title}》`), ` ${where}`), el("div", "", link, copy)));
    return card;
  }

  #who([seal, kind], speaker) {
    const mark = el("span", "seal", seal);
    mark.setAttribute("role", "img");
    mark.setAttribute("aria-label", mark.title = kind);
    const office = `${speaker?.organization ?? ""}${speaker?.title ?? ""}`;
    return el("p", "who", mark, el("b", "", speaker?.name || this.#words.unnamed), el("i", "", office));
  }

  async #copy(button, finding, where, href) {
    const { speaker, source } = finding;
    const who = `${speaker.organization ?? ""}${speaker.title ?? ""}${speaker.name ?? ""}`;
    try { await navigator.clipboard.writeText(plain(`${who}：“${finding.quote}”（《${source.title}》，${where}）${href}`)); }
    catch { return; }
    button.textContent = this.#words.copied;
    setTimeout(() => { button.textContent = this.#words.cite; }, 1500);
  }
}

const SCRIPT = document.currentScript?.src || location.href;
if (!customElements.get("xunwen-ask")) customElements.define("xunwen-ask", XunwenAsk);
})();
