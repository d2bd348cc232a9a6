"""What people and systems ask of dossier, over HTTP: one file per subject, in the order of the documents."""

from services.dossier.routes import (
    assigning,
    citizens,
    clock,
    decisions,
    kept_papers,
    links,
    officers,
    papers,
    returning,
    story,
    supplements,
    tracking,
    uploads,
    usages,
)

ROUTERS = [
    officers.router,
    tracking.router,
    citizens.router,
    papers.router,
    uploads.router,
    kept_papers.router,
    story.router,
    clock.router,
    supplements.router,
    decisions.router,
    returning.router,
    links.router,
    usages.router,
    assigning.router,
]
