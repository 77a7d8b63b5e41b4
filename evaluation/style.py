"""How a report looks: on screens light and dark, on a phone, on paper.

Everything lies under ``.xw`` so that the same words can stand in another page.
"""

DARK = """
  --paper:#15181c; --card:#1c2026; --ink:#e8e6e1;
  --soft:#a2a9b2; --line:#30363e; --rail:#2a3037; --seal:#e8806b; --seal-soft:#6d3a30;
  --good:#6cc3ab; --good-soft:#27493f; --calm:#87909a; --mark:#5d4c12; color-scheme:dark;
"""

STYLE = """
.xw { --paper:#fbfaf7; --card:#fff; --ink:#1d2126; --soft:#5c646e; --line:#e2dfd7; --rail:#ece9e1;
  --seal:#a8321f; --seal-soft:#e9b9ae; --good:#1f6f5c; --good-soft:#b9d9cf; --calm:#8b939c;
  --mark:#ffe9a8; color-scheme:light; background:var(--paper); color:var(--ink);
  font:16px/1.7 system-ui,"PingFang SC","Hiragino Sans GB","Microsoft YaHei","Noto Sans CJK SC",
  "Source Han Sans SC",sans-serif; }
@media (prefers-color-scheme:dark) { .xw { @DARK } }
.dark .xw { @DARK }
.xw * { box-sizing:border-box; color:inherit; }
.xw .sheet { max-width:1040px; margin:0 auto; padding:40px 24px 64px; }
.xw h1, .xw h2 { font-family:"Noto Serif CJK SC","Source Han Serif SC","Songti SC",SimSun,serif;
  font-weight:700; line-height:1.35; margin:0; text-wrap:balance; }
.xw h1 { font-size:30px; letter-spacing:.04em; }
.xw h2 { font-size:21px; margin:52px 0 4px; }
.xw h3 { font-size:15px; font-weight:600; margin:0 0 10px; }
.xw p { margin:0; }
.xw small, .xw .soft { color:var(--soft); font-size:13px; font-weight:400; }
.xw .head { border-top:5px solid var(--seal); padding-top:20px; }
.xw .made { display:flex; flex-wrap:wrap; gap:2px 20px; margin-top:8px; color:var(--soft);
  font-size:13px; overflow-wrap:anywhere; }
.xw .lead { display:grid; grid-template-columns:repeat(auto-fit,minmax(210px,1fr)); gap:16px;
  margin-top:24px; }
.xw .card { background:var(--card); border:1px solid var(--line); border-radius:6px;
  padding:18px 20px; min-width:0; }
.xw .big { font-size:40px; line-height:1.15; font-weight:650; font-variant-numeric:tabular-nums; }
.xw .big span { font-size:19px; font-weight:500; }
.xw .grid2 { display:grid; grid-template-columns:repeat(auto-fit,minmax(min(100%,380px),1fr));
  gap:16px; margin-top:16px; }
.xw .rows { display:grid; grid-template-columns:max-content minmax(60px,1fr) max-content;
  gap:7px 12px; align-items:center; font-size:14px; font-variant-numeric:tabular-nums; }
.xw .rows .name { color:var(--soft); }
.xw .row { display:contents; } .xw .row.best, .xw .row.best .name { color:var(--ink); font-weight:600; }
.xw .rail { position:relative; height:14px; border-radius:3px; background:
  linear-gradient(to right,var(--line) 1px,transparent 1px) 0 0/25% 100%,var(--rail);
  -webkit-print-color-adjust:exact; print-color-adjust:exact; }
.xw .rail i { position:absolute; top:4px; height:6px; border-radius:3px; background:var(--calm);
  opacity:.5; min-width:2px; }
.xw .rail b { position:absolute; top:0; width:4px; height:14px; margin-left:-2px; border-radius:2px;
  background:var(--calm); }
.xw .rail.best i { background:var(--seal); } .xw .rail.best b { background:var(--seal); }
.xw .stack { display:flex; height:30px; border-radius:4px; overflow:hidden; margin:4px 0 6px;
  -webkit-print-color-adjust:exact; print-color-adjust:exact; }
.xw .stack div { min-width:0; }
.xw .stack .right { background:var(--good); } .xw .stack .wrong { background:var(--seal); }
.xw .stack .held { background:var(--calm); }
.xw .key { display:flex; flex-wrap:wrap; gap:2px 16px; font-size:13px; margin-bottom:16px; }
.xw .key span::before { content:""; display:inline-block; width:10px; height:10px; margin-right:6px;
  border-radius:2px; background:var(--key); -webkit-print-color-adjust:exact;
  print-color-adjust:exact; }
.xw .key .right { --key:var(--good); } .xw .key .wrong { --key:var(--seal); }
.xw .key .held { --key:var(--calm); }
.xw .scroll { overflow-x:auto; margin-top:16px; }
.xw summary { cursor:pointer; font-weight:600; padding:10px 0; }
.xw .group { margin-top:10px; border-top:1px solid var(--line); }
.xw .group .case:first-of-type { margin-top:4px; }
.xw table { border-collapse:collapse; width:100%; font-size:14px; font-variant-numeric:tabular-nums; }
.xw th, .xw td { padding:7px 10px; border:0; border-bottom:1px solid var(--line); text-align:right;
  white-space:nowrap; }
.xw th { font-weight:600; color:var(--soft); font-size:13px; }
.xw th:first-child, .xw td:first-child { text-align:left; padding-left:0; }
.xw svg { display:block; width:100%; height:auto; max-width:520px; }
.xw svg text { font-size:12px; fill:var(--soft); font-family:inherit; }
.xw svg .axis { fill:var(--ink); } .xw svg .label { fill:var(--seal); font-weight:600; }
.xw svg path { fill:none; stroke:var(--line); }
.xw svg .curve { stroke:var(--seal); stroke-width:2; stroke-linejoin:round; }
.xw svg .area { fill:var(--seal); opacity:.09; stroke:none; }
.xw svg .ideal { stroke:var(--soft); stroke-dasharray:4 4; }
.xw svg .reach { stroke:var(--good); stroke-width:2; opacity:.55; }
.xw svg .dot { fill:var(--good); } .xw svg .now { fill:var(--seal); }
.xw .case { border:1px solid var(--line); border-radius:6px; background:var(--card); margin-top:14px;
  padding:16px 20px; break-inside:avoid; }
.xw .case .ask { font-weight:600; font-size:17px; line-height:1.5; overflow-wrap:anywhere; }
.xw .tag { display:inline-block; font-size:12px; line-height:1; padding:4px 7px; border-radius:3px;
  border:1px solid currentColor; margin-right:8px; font-weight:500; white-space:nowrap; }
.xw .tag.wrong, .xw .tag.invented { color:var(--seal); } .xw .tag.withheld { color:var(--soft); }
.xw .pair { display:grid; grid-template-columns:repeat(auto-fit,minmax(min(100%,320px),1fr));
  gap:12px 28px; margin-top:12px; }
.xw .side { border-left:3px solid var(--seal-soft); padding-left:14px; min-width:0; }
.xw .side.right { border-color:var(--good-soft); }
.xw blockquote { margin:4px 0 10px; border:0; padding:0; font-size:14.5px; white-space:pre-line; overflow-wrap:anywhere; }
.xw mark { background:var(--mark); color:inherit; padding:1px 0; -webkit-print-color-adjust:exact;
  print-color-adjust:exact; }
.xw dl { display:grid; grid-template-columns:max-content 1fr; gap:6px 18px; margin:14px 0 0;
  font-size:14px; } .xw dt { font-weight:600; } .xw dd { margin:0; color:var(--soft); }
.xw ul { margin:10px 0 0; padding-left:20px; font-size:14px; overflow-wrap:anywhere; }
@media (max-width:560px) { .xw .sheet { padding:24px 16px 40px; } .xw h1 { font-size:24px; }
  .xw .card { padding:15px 16px; } .xw h2 { margin-top:40px; } .xw h2 small { display:block; }
  .xw .rows { display:block; } .xw .row { display:grid; grid-template-columns:1fr max-content;
  gap:1px 10px; margin-bottom:9px; } .xw th, .xw td { padding:6px; font-size:13px; } .xw .row .rail { grid-row:2; grid-column:1/-1; }
  .xw .lead { gap:10px; } .xw .lead .card { display:grid; grid-template-columns:1fr max-content;
  gap:0 12px; align-items:center; } .xw .lead .big { grid-row:1/3; grid-column:2; font-size:34px; }
  .xw dl { grid-template-columns:1fr; gap:0; } .xw dd { margin-bottom:10px; } }
@media print { .xw { --paper:#fff; --card:#fff; --ink:#000; --soft:#444; --line:#ccc; --rail:#eee;
  --seal:#a8321f; --seal-soft:#e9b9ae; --good:#1f6f5c; --good-soft:#b9d9cf; --calm:#777;
  --mark:#ffe9a8; color-scheme:light; font-size:10.5pt; }
  .xw .sheet { max-width:none; padding:0; } .xw .card { break-inside:avoid; }
  .xw h2, .xw h3 { break-after:avoid; } .xw h2 { margin-top:26px; } .xw .scroll { overflow:visible; }
  .xw .rows { grid-template-columns:max-content minmax(30px,1fr) max-content; gap:4px 8px;
  font-size:9.5pt; } .xw .rows .soft { font-size:8.5pt; }
  .xw .lead { grid-template-columns:repeat(3,1fr); gap:10px; } .xw .big { font-size:24pt; }
  .xw .lead .card { padding:10px 12px; } .xw small, .xw .soft { font-size:9pt; }
  .xw .lead small { display:block; }
  .xw .pair { grid-template-columns:1fr 1fr; gap:8px 18px; } .xw .case { padding:10px 14px;
  margin-top:8px; } .xw .case .ask { font-size:11.5pt; } .xw blockquote { font-size:9.5pt;
  line-height:1.55; } .xw dl { grid-template-columns:1fr; gap:0; } .xw summary { list-style:none; break-after:avoid; }
  .xw .grid2 { grid-template-columns:1fr 1fr; } .xw th, .xw td { padding:4px 5px; font-size:9pt; } }
@page { size:A4; margin:16mm 15mm; }
""".replace("@DARK", DARK.strip())

INSIDE = (
    STYLE.replace(".xw", ".xw.inside.inside")
    + ".xw.inside.inside { background:none; } .xw.inside.inside .sheet { padding:32px 0 64px; }"
)
"""The same for a report inside another page: its classes outweigh what that page says of all text."""
