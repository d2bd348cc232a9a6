"""What notification does when it hears something: one function per event, named after it.

Each names the facts of its kind (kinds.py); actions.tell does the rest, in the transaction that records the event.
"""

from services.notification.handlers import bills, dossiers, people, turns
from services.notification.handlers.listener import listener

__all__ = ["bills", "dossiers", "listener", "people", "turns"]
