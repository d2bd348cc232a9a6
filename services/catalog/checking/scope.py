"""Whether a revision says what it is about: fields, levels, applicants, legal bases, requirements, parts. Pure."""

from collections.abc import Iterator

from kit.faults import Fault
from services.catalog.checking import wording
from services.catalog.checking.wording import fault
from services.catalog.checking.world import World
from services.catalog.content import Content


def faults(content: Content, world: World) -> Iterator[Fault]:
    """What is missing, there twice, or not there."""
    needed = ("levels", "applicants", "legal_bases") if content.competences else ("levels",)
    for name in needed:  # what nobody here carries out is there to be found, as far as it is known
        if not getattr(content, name):
            yield fault(f"/{name}", "missing")
    for name in ("fields", "levels", "applicants", "parts", "aliases"):
        yield from wording.twice(getattr(content, name), f"/{name}")
    yield from wording.twice((basis.number for basis in content.legal_bases), "/legal_bases", name="number")
    yield from wording.ids((one.id for one in content.requirements), "/requirements")
    for place, code in enumerate(content.parts):
        if code == world.code:
            yield Fault(f"/parts/{place}", "itself", "Thủ tục không là phần của chính nó.", "It is no part of itself.")
        elif wording.CODE.fullmatch(code) and code not in world.procedures:
            yield fault(f"/parts/{place}", "unknown")
