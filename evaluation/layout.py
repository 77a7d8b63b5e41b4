"""The words and order of a report, as Jinja templates; everything is escaped."""

PAGE = """<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
<title>检索评测报告 · {{ names }}</title>
<style>html,body{margin:0}{{ style }}</style>
</head>
<body class="xw"><main class="sheet">
{{ body }}
</main></body>
</html>
"""

MACROS = """
{%- macro en(words) %} <small lang="en">{{ words }}</small>{% endmacro -%}
{%- macro bar(e, best) -%}
<span class="rail{{ ' best' if best }}" role="img" aria-label="{{ e|interval }}">
<i style="left:{{ e.low|percent }};width:{{ (e.high - e.low)|percent }}"></i>
<b style="left:{{ e.value|percent }}"></b></span>
{%- endmacro -%}
{%- macro row(name, e, best) -%}
<div class="row{{ ' best' if best }}"><span class="name">{{ name }}</span>{{ bar(e, best) }}
<span>{{ e.value|hundredths }} <span class="soft">{{ e.low|hundredths }}–{{ e.high|hundredths }}</span></span></div>
{%- endmacro -%}
{%- macro said(quote) -%}
{% if quote.speaker %}<strong>{{ quote.speaker }}</strong>{% endif %}
<small>{{ quote.turn_id }}</small>
<blockquote>{% for piece in quote.pieces -%}
{% if piece.marked %}<mark>{{ piece.text }}</mark>{% else %}{{ piece.text }}{% endif %}
{%- endfor %}</blockquote>
{%- endmacro -%}
{%- macro tests(rows, measures) -%}
<div class="card scroll" tabindex="0" role="region" aria-label="比较"><table>
<tr><th scope="col">比较</th>{% if measures %}<th scope="col">指标</th>{% endif %}<th scope="col">差（95% 区间）</th>
{%- if rows|length > 1 %}<th scope="col">p（校正）</th>{% endif %}<th scope="col">p</th><th scope="col">胜 / 平 / 负</th><th scope="col">能测出的最小差</th></tr>
{% for c in rows %}
<tr><td>{{ c.a }} → {{ c.b }}</td>{% if measures %}<td>{{ c.measure }}</td>{% endif %}<td>{{ c.difference|signed }}</td>
{%- if rows|length > 1 %}<td>{{ c.adjusted|chance }}</td>{% endif %}<td>{{ c.p|chance }}</td><td>{{ c.wins }} / {{ c.ties }} / {{ c.losses }}</td>
<td>{{ '—' if c.detectable is none else c.detectable|hundredths }}</td></tr>
{% endfor %}
</table></div>
{%- endmacro -%}
{%- macro first(name, turn, right) -%}
{%- set good = turn.turn_id in right|map(attribute='turn_id') -%}
<div class="side{{ ' right' if good }}"><p class="soft">{{ name }} · {{ '对' if good else '错' }}</p>
{% if turn.turn_id %}<strong>{{ turn.speaker }}</strong> <small>{{ turn.turn_id }}</small>
<blockquote>{{ turn.text[:around] }}{{ '…' if turn.text|length > around }}</blockquote>{% else %}<p>（没有结果）</p>{% endif %}</div>
{%- endmacro -%}
"""

CASES = """
{%- macro failed(failure) -%}
<article class="case">
<p class="ask">{{ failure.question.text }}</p>
<p class="soft">{{ failure.question.question_id }}{% if failure.question.kind %} · {{ kind_names[failure.question.kind] or failure.question.kind }}{% endif %}
{%- if failure.confidence is not none %} · 把握 {{ (100 * failure.confidence)|round|int }}%{% endif %}
{%- if failure.right %} · {% if failure.rank %}正确的回答排在第 {{ failure.rank }} 位{% else %}前 100 位中没有正确的回答{% endif %}{% endif %}</p>
<div class="pair">
<div class="side"><p class="soft">{{ '最接近的段落，未作为回答' if failure.outcome == 'withheld' else '给出的回答' }}</p>
{% if failure.shown %}{{ said(failure.shown) }}{% else %}<p>（无）</p>{% endif %}</div>
<div class="side right"><p class="soft">正确的回答</p>
{% for quote in failure.right[:3] %}{{ said(quote) }}{% else %}<p>记录中没有答案，应当不答。</p>{% endfor %}
{% if failure.right|length > 3 %}<p class="soft">另有 {{ failure.right|length - 3 }} 段</p>{% endif %}</div>
</div></article>
{%- endmacro -%}
{%- macro changed(change) -%}
<article class="case">
<p class="ask">{{ change.question }}</p>
<p class="soft">{{ change.question_id }} · {{ contrast.rows[0].measure }} {{ change.a_value|hundredths }} → {{ change.b_value|hundredths }} · 正确的回答在第 {{ change.a_rank or '—' }} → {{ change.b_rank or '—' }} 位</p>
<div class="pair">{{ first(contrast.a, change.a, change.right) }}{{ first(contrast.b, change.b, change.right) }}</div>
</article>
{%- endmacro -%}
"""

BODY = (
    MACROS
    + CASES
    + """
<header class="head">
<p class="soft">询问 · 检索评测报告{{ en('Retrieval evaluation') }}</p>
<h1>{{ name }}</h1>
<p class="made">{% for label, value in made %}<span>{{ label }} {{ value }}</span>{% endfor %}</p>
</header>

<section class="lead">
{% for item in lead %}
<div class="card"><p>{{ item.title }}{{ en(item.english) }}</p>
<p class="big">{{ item.figure }}<span>{{ item.unit }}</span></p>
<p class="soft">{{ item.note }}</p></div>
{% endfor %}
</section>

<h2>各系统的成绩{{ en('Systems') }}</h2>
<p class="soft">竖线为平均值，横条为 95% 区间；区间重叠的，孰优孰劣以下面的检验为准。满分 100。</p>
<section class="grid2">
{% for measure in measures %}
<div class="card"><h3>{{ measure }} <small>{{ meanings[measure] }}</small></h3>
<div class="rows">
{% for scores in systems %}{{ row(labels[scores.name] or scores.name, scores.estimates[measure], scores.name == last) }}{% endfor %}
</div></div>
{% endfor %}
</section>

{% if comparisons %}
<h2>差别是否可信{{ en('Is it luck?') }}</h2>
<p class="soft">配对随机化检验，同一事项的题一并对待，并按 Holm 法校正多重比较；校正后的 p 小于 0.05 时才能说有差别。指标为 {{ comparisons[0].measure }}。</p>
{{ tests(comparisons, measures=false) }}
{% endif %}

{% if contrast %}
<h2>{{ contrast.a }} → {{ contrast.b }}{{ en('Compared') }}</h2>
{% if contrast.unlike %}<p class="soft">不同之处：{% for what, one, other in contrast.unlike %}{{ what }} {{ one }} → {{ other }}{{ '；' if not loop.last }}{% endfor %}</p>{% endif %}
<p class="soft">p 按 Holm 法就 {{ contrast.rows|length }} 项指标校正。</p>
{{ tests(contrast.rows, measures=true) }}
<details class="group" open><summary>{{ contrast.changes|length }} 题有变化</summary>
{% for change in contrast.changes[:most] %}{{ changed(change) }}{% endfor %}
{% if contrast.changes|length > most %}<details class="group"><summary>其余 {{ contrast.changes|length - most }} 题</summary>
{% for change in contrast.changes[most:] %}{{ changed(change) }}{% endfor %}</details>{% endif %}
</details>
{% endif %}

{% if kinds %}
<h2>按问题类型{{ en('By kind of question') }}</h2>
<p class="soft">{{ labels[last] or last }}，首位答对的比例 Success@1。题少则区间宽。</p>
<div class="card" style="margin-top:16px"><div class="rows">
{% for kind in kinds %}{{ row(kind.name ~ ' · ' ~ kind.count ~ ' 题', kind.estimate, false) }}{% endfor %}
</div></div>
{% endif %}

{% if abstention %}
<h2>该答则答，不该答不答{{ en('Answering and abstaining') }}</h2>
<p class="soft">下面都按随产品发布的门槛统计。</p>
<section class="grid2">
<div class="card">
{% for group in groups %}
<h3>{{ group.title }} <small>{{ group.total }} 题</small></h3>
<div class="stack" role="img" aria-label="{{ group.title }}">{% for part in group.parts %}
<div class="{{ part.look }}" style="flex:{{ part.count }}"></div>{% endfor %}</div>
<p class="key">{% for part in group.parts %}<span class="{{ part.look }}">{{ part.name }} {{ part.count }}</span>{% endfor %}</p>
{% endfor %}
</div>
<div class="card"><div class="rows">
{% for name, estimate in confidence %}{{ row(name, estimate, loop.first) }}{% endfor %}
</div>
<dl><dt>AURC {{ abstention.aurc|interval }}</dt><dd>逐步多答时平均的答错比例，越小越好</dd>
<dt>ECE {{ abstention.ece|interval }}</dt><dd>所报把握与实际相差，越小越好</dd></dl>
</div>
<div class="card"><h3>风险与覆盖{{ en('Risk–coverage') }}</h3>{{ risk_chart }}</div>
<div class="card"><h3>把握是否可信{{ en('Reliability') }}</h3>{{ reliability_chart }}</div>
</section>
{% endif %}

<h2>没有答好的问题{{ en('Failures') }}</h2>
<p class="soft">着色的是依据。点标题展开；打印时只印展开的部分。</p>
{% for outcome, cases in failures %}
<details class="group"{{ ' open' if loop.first }}>
<summary><span class="tag {{ outcome }}">{{ outcomes[outcome] }}</span>{{ cases|length }} 题</summary>
{% for failure in cases[:most] %}{{ failed(failure) }}{% endfor %}
{% if cases|length > most %}<details class="group"><summary>其余 {{ cases|length - most }} 题</summary>
{% for failure in cases[most:] %}{{ failed(failure) }}{% endfor %}</details>{% endif %}
</details>
{% else %}<p style="margin-top:12px">没有。</p>{% endfor %}

{% if remarks %}
<h2>说明{{ en('Remarks') }}</h2>
<ul>{% for remark in remarks %}<li>{{ remark }}</li>{% endfor %}</ul>
{% endif %}

<h2>数字{{ en('Figures') }}</h2>
<div class="card scroll" tabindex="0" role="region" aria-label="数字"><table>
<tr><th scope="col">系统 system</th>{% for measure in measures %}<th scope="col">{{ measure }}</th>{% endfor %}</tr>
{% for scores in systems %}<tr><td>{{ labels[scores.name] or scores.name }}</td>
{% for measure in measures %}<td>{{ scores.estimates[measure].value|hundredths }}<br>
<small>{{ scores.estimates[measure].low|hundredths }}–{{ scores.estimates[measure].high|hundredths }}</small></td>{% endfor %}</tr>
{% endfor %}
</table></div>
"""
)
