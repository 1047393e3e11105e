"""The page about the life of a need, written from the tables in `needs.py`.

A test holds the committed page (`docs/internals/state-machines/need.md`) to this text.
"""

from app.domain.needs import (
    ACTS,
    BEFORE_TEAM,
    SETTLED,
    Act,
    NeedFacts,
    NeedStatus,
    next_step,
    target_of,
)

_HEAD = """# The life of a need

Generated from `app/domain/needs.py`; do not edit by hand. To write it again:
`python -m tests.unit.domain.test_need_diagram`.

Codes are those of the list `need_status`. An act with several states after it takes the first
unless the need has other teams, is to be watched, or was held (`target_of`). An arrow from
`before_team` starts in every state inside it.
"""


def page() -> str:
    """The whole page as Markdown, with a Mermaid diagram and two tables."""
    return "\n".join((_HEAD, "```mermaid", *_diagram(), "```", "", *_acts(), "", *_states(), ""))


def _diagram() -> list[str]:
    inside: dict[tuple[str, str], list[str]] = {}
    outside: dict[tuple[str, str], list[str]] = {("[*]", "received"): ["receive_need"]}
    for act in ACTS.values():
        sources: list[str] = list(act.sources)
        if set(BEFORE_TEAM) <= set(sources):
            sources = ["before_team", *(code for code in sources if code not in BEFORE_TEAM)]
        for source in sources:
            from_status = BEFORE_TEAM[0] if source == "before_team" else NeedStatus(source)
            target = target_of(act.name, NeedFacts(from_status))
            within = {source, target} <= set(BEFORE_TEAM)
            edges = inside if within else outside
            if source != target:
                edges.setdefault((source, target), []).append(act.name)
    return [
        "stateDiagram-v2",
        "    state before_team {",
        *(f"        {arrow}" for arrow in _arrows(inside)),
        "    }",
        *(f"    {arrow}" for arrow in _arrows(outside)),
    ]


def _arrows(edges: dict[tuple[str, str], list[str]]) -> list[str]:
    return [f"{source} --> {target}: {', '.join(acts)}" for (source, target), acts in edges.items()]


def _acts() -> list[str]:
    head = ["| act | from | to | section | only | must name |", "|---|---|---|---|---|---|"]
    return head + [_act_row(act) for act in ACTS.values()]


def _act_row(act: Act) -> str:
    cells = (
        (act.name,),
        act.sources or ("(new)",),
        act.targets,
        act.sections,
        act.roles,
        act.asks,
    )
    return "| " + " | ".join(", ".join(cell) for cell in cells) + " |"


def _states() -> list[str]:
    head = ["| state | next step | settled |", "|---|---|---|"]
    return head + [
        f"| {status} | {next_step(NeedFacts(status))} | {'yes' if status in SETTLED else ''} |"
        for status in NeedStatus
    ]
