"""A skill map for other programs: Mermaid, Graphviz, GraphML, and a page that shows the picture."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from html import escape

from planner.graph import graphml as written_graphml
from planner.render.layering import forward, reduced
from planner.render.lettering import cleaned
from planner.render.mapstyle import STYLE
from planner.render.mermaid import MAX_CHARACTERS, MAX_EDGES, label
from planner.render.svg import draw
from planner.skillmap import Link, Node, SkillMap

_PAGE_STYLE = (
    "html{color-scheme:light dark}body{margin:0}main{overflow:auto}"
    "h1{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}"
    ".map{display:block;margin:auto;height:auto}"
    "@media(min-width:60rem){.map{max-width:100%}}"
)
"""On a small screen the picture keeps its size and is moved about, so that its text stays legible."""


def svg(chart: SkillMap) -> str:
    return draw(chart)


def html(chart: SkillMap) -> str:
    """The picture in a page that may load nothing and run nothing."""
    style = f"{_PAGE_STYLE}\n{STYLE}"
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode("ascii")
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    lines = [
        "<!doctype html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(cleaned(chart.title))}</title>",
        f"<style>{style}</style>",
        "</head>",
        "<body>",
        f"<h1>{escape(cleaned(chart.title))}</h1>",
        f'<main tabindex="0">{draw(chart, styled=False).rstrip()}</main>',
        "</body>",
        "</html>",
    ]
    return "\n".join(lines) + "\n"


def mermaid(chart: SkillMap) -> str:
    """A flowchart without lines that follow from others; of areas alone if it would be too large."""
    ids = {node.id: f"n{number}" for number, node in enumerate(chart.nodes, 1)}
    lines = ["flowchart LR"]
    for number, (group, nodes) in enumerate(_groups(chart).items(), 1):
        lines.append(f'  subgraph g{number}["{label(group)}"]')
        lines += [f"    {ids[node.id]}{_shape(node)}" for node in nodes]
        lines.append("  end")
    links = _needed(chart)
    for link in links:
        arrow = "-.->" if link.optional else "-->"
        lines.append(f"  {ids[link.source]} {arrow} {ids[link.target]}")
    text = "\n".join(lines) + "\n"
    if len(links) <= MAX_EDGES and len(text) <= MAX_CHARACTERS:
        return text
    return "\n".join(["flowchart LR", *_areas(chart)]) + "\n"


def _shape(node: Node) -> str:
    text = f"{label(node.name)} ({label(node.detail)})" if node.detail else label(node.name)
    return f'(["{text}"])' if node.optional else f'["{text}"]'


def _areas(chart: SkillMap) -> Iterator[str]:
    """The areas with how much there is in each, and which of them build on which."""
    area_of = {node.id: node.area for node in chart.nodes}
    groups = _by(chart, {node.id: node.area for node in chart.nodes})
    ids = {area: f"a{number}" for number, area in enumerate(list(groups)[:MAX_EDGES], 1)}
    for area, id in ids.items():
        yield f'  {id}["{label(area)}: {len(groups[area])}"]'
    pairs = sorted({(area_of[link.source], area_of[link.target]) for link in chart.links})
    known = [(one, other) for one, other in pairs if one != other and {one, other} <= set(ids)]
    for one, other in known[:MAX_EDGES]:
        yield f"  {ids[one]} --> {ids[other]}"


def dot(chart: SkillMap) -> str:
    """A graph for Graphviz, all links included."""
    lines = [
        f"digraph {_quoted(chart.title)} {{",
        '  graph [rankdir=LR, newrank=true, fontname="Helvetica"];',
        '  node [shape=box, style=rounded, fontname="Helvetica"];',
    ]
    for number, (group, nodes) in enumerate(_groups(chart).items(), 1):
        lines.append(f"  subgraph cluster_{number} {{")
        lines.append(f"    label={_quoted(group)};")
        for node in nodes:
            style = ', style="rounded,dotted"' if node.optional else ""
            lines.append(f"    {_quoted(node.id)} [label={_quoted(_in_full(node))}{style}];")
        lines.append("  }")
    for link in chart.links:
        style = " [style=dotted]" if link.optional else ""
        lines.append(f"  {_quoted(link.source)} -> {_quoted(link.target)}{style};")
    return "\n".join([*lines, "}"]) + "\n"


def graphml(chart: SkillMap) -> str:
    """A graph for yEd, Gephi and the like, all links included."""
    nodes = (
        (
            node.id,
            {
                "name": cleaned(node.name),
                "level": cleaned(node.detail),
                "area": cleaned(node.area),
                "optional": node.optional,
            }
            | ({"band": cleaned(node.band)} if chart.bands else {}),
        )
        for node in chart.nodes
    )
    edges = ((link.source, link.target, {"optional": link.optional}) for link in chart.links)
    return written_graphml(nodes, edges)


def _in_full(node: Node) -> str:
    return f"{node.name} ({node.detail})" if node.detail else node.name


def _groups(chart: SkillMap) -> dict[str, list[Node]]:
    """The nodes by band, where there are bands, else by area."""
    if not chart.bands:
        return _by(chart, {node.id: node.area for node in chart.nodes})
    found = _by(chart, {node.id: node.band for node in chart.nodes})
    return {band: found[band] for band in chart.bands if band in found}


def _by(chart: SkillMap, group_of: Mapping[str, str]) -> dict[str, list[Node]]:
    groups: dict[str, list[Node]] = {}
    for node in sorted(chart.nodes, key=lambda node: (group_of[node.id], node.id)):
        groups.setdefault(group_of[node.id], []).append(node)
    return groups


def _needed(chart: SkillMap) -> list[Link]:
    """The links that do not follow from others, those that close a circle included."""
    links = {(link.source, link.target): link for link in chart.links}
    leading, turned = forward([node.id for node in chart.nodes], links)
    straight = reduced([node.id for node in chart.nodes], leading)
    kept = {pair[::-1] if pair in turned else pair for pair in straight}
    return [link for pair, link in links.items() if pair in kept]


def _quoted(text: str) -> str:
    """A string of the DOT language; Graphviz reads escapes and character references in labels."""
    plain = cleaned(text).replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'


WRITERS = {"svg": svg, "html": html, "mermaid": mermaid, "dot": dot, "graphml": graphml}
"""Formats of a map by name."""

ENDINGS = {
    ".svg": "svg",
    ".html": "html",
    ".htm": "html",
    ".mmd": "mermaid",
    ".mermaid": "mermaid",
    ".dot": "dot",
    ".gv": "dot",
    ".graphml": "graphml",
}
"""The format that a file's ending asks for."""
