"""What survives when parts die: a whole stack of its own, its programs killed with SIGKILL, events in flight, poison.

`make test-faults`. Everything is looked at from outside: through the public door, and in the databases' outboxes and
inboxes.
"""
