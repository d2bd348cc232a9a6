"""The ear all handlers share."""

from kit.events import Listener

listener = Listener("notification")
