"""What people and systems ask of dossier, over HTTP: one file per subject, in the order of the documents."""

from services.dossier.routes import (
    assigning,
    citizens,
    clock,
    decisions,
    links,
    officers,
    papers,
    returning,
    story,
    supplements,
    tracking,
    usages,
)

ROUTERS = [
    officers.router,
    tracking.router,
    citizens.router,
    papers.router,
    story.router,
    clock.router,
    supplements.router,
    decisions.router,
    returning.router,
    links.router,
    usages.router,
    assigning.router,
]
