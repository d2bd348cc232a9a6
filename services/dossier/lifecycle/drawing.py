"""The table as a page people can look at: `docs/lifecycle.md`, a diagram of the statuses and every act in words.

`python -m services.dossier.lifecycle.drawing > docs/lifecycle.md`; a test holds the page against the table.
"""

import sys

from services.dossier.lifecycle import LIFE, SENT, STATES, After, Rule, Status

HEAD = """# The life of a dossier

Drawn from [the table](../services/dossier/lifecycle/table.py); do not edit. In brackets the national code, 1 to 10.
Acts that leave a dossier where it is, and those open everywhere, are in the table below only.

"""
CLOCK = {
    "starts": "starts",
    "pauses": "stands still",
    "resumes": "runs on",
    "moves": "another due date",
    "stops": "ends",
}


def page() -> str:
    """The whole page, as Markdown with a Mermaid state diagram."""
    return "\n".join((HEAD + "```mermaid", "stateDiagram-v2", *_diagram(), "```", "", *_acts())) + "\n"


def _diagram() -> list[str]:
    named = [f"    {status.value}: {state.vi} ({state.code or '-'})" for status, state in STATES.items()]
    arrows = [f"    [*] --> {rule.after}: {rule.en}" for rule in LIFE.values() if not rule.before]
    for rule in LIFE.values():
        if isinstance(rule.after, Status):
            arrows += [f"    {before} --> {rule.after}: {rule.en}" for before in sorted(rule.before)]
        elif rule.after is After.BACK:
            arrows += [f"    {before} --> back: {rule.en}" for before in sorted(rule.before)]
    return [*named, "    back: về bước bị gián đoạn (where it was)", *arrows]


def _acts() -> list[str]:
    lines = [
        "| act | việc | who | from | to | event | the clock | needs |",
        "|---|---|---|---|---|---|---|---|",
    ]
    return lines + [f"| `{act}` | {rule.vi} | {_row(rule)} |" for act, rule in LIFE.items()]


def _row(rule: Rule) -> str:
    cells = (
        ", ".join(sorted(rule.by)),
        _from(rule),
        rule.after.value,
        rule.event.__name__ if rule.event else "",
        CLOCK[rule.clock] if rule.clock else "",
        ", ".join(rule.needs),
    )
    return " | ".join(cells)


def _from(rule: Rule) -> str:
    whole = {frozenset(): "(new)", frozenset(Status): "every status", SENT: "every status once sent"}
    return whole.get(rule.before) or ", ".join(sorted(rule.before))


if __name__ == "__main__":
    sys.stdout.write(page())
