"""A drawing in words, made from its parts."""

from rnnutils.diagrams.parts import Edge, Frame, Node, Note
from rnnutils.diagrams.text import plain

_ROLE_NAMES = {
    "input": ("Input", "Inputs"),
    "hidden": ("Hidden", "Hidden"),
    "output": ("Output", "Outputs"),
    "cell": ("Cell state", "Cell states"),
    "gate": ("Gate or layer", "Gates and layers"),
    "error": ("Error", "Errors"),
    "neutral": ("Other part", "Other parts"),
}
_SHAPE_NAMES = {"double": "double outline", "pill": "rounded box", "none": ""}


def describe(parts):
    """Return what the parts show: nodes by role, arrows, frames, highlights and notes."""
    nodes = [p for p in parts.values() if isinstance(p, Node) and p.says]
    edges = [p for p in parts.values() if isinstance(p, Edge) and p.says != ""]
    lines = [_nodes(role, [n for n in nodes if n.role == role]) for role in _ROLE_NAMES]
    lines.append(_arrows(parts, edges))
    lines.append(_listed("Frames", [p.says for p in parts.values() if isinstance(p, Frame)]))
    lit = [_spoken(parts, p) for p in (*nodes, *edges) if p.state == "lit"]
    lines.append(_listed("Highlighted", lit))
    lines.append(_listed("Text", [p.says for p in parts.values() if isinstance(p, Note)], "; "))
    return "\n".join(line for line in lines if line)


def _nodes(role, nodes):
    if not nodes:
        return ""
    drawn = list(dict.fromkeys(_SHAPE_NAMES.get(n.shape, n.shape) for n in nodes))
    drawn = f" ({', '.join(s for s in drawn if s)})" if any(drawn) else ""
    return f"{_ROLE_NAMES[role][len(nodes) > 1]}: {'; '.join(_valued(n) for n in nodes)}{drawn}."


def _valued(node):
    return node.says if node.value is None else f"{node.says} = {plain(node.value)}"


def _arrows(parts, edges):
    """Say each arrow once, grouped by where it starts; lines without ends by what they are."""
    by_source = {}
    for edge in edges:
        if not (edge.source or edge.target):
            continue
        if not edge.target:
            by_source.setdefault(edge.source, []).append(edge.says)
            continue
        target = parts[edge.target].says
        by_source.setdefault(edge.source, []).append(
            target + (f" ({edge.says})" if edge.says else "")
        )
    said = [
        (f"{parts[source].says} to " if source else "into ") + ", ".join(targets)
        for source, targets in by_source.items()
    ]
    lines = _listed("Lines", [e.says for e in edges if not (e.source or e.target) and e.says])
    return "\n".join(s for s in (_listed("Arrows", said, "; "), lines) if s)


def _spoken(parts, part):
    if isinstance(part, Node):
        return part.says
    ends = [parts[end].says for end in (part.source, part.target) if end]
    return part.says or (f"arrow {' to '.join(ends)}" if ends else "")


def _listed(heading, items, separator=", "):
    items = [item for item in items if item and item != "⋮"]
    return f"{heading}: {separator.join(items)}." if items else ""
