"""notification: tells citizens what happened, in their web inbox and by mail.

Owns      notices (the web inbox), messages and their attempts; a replica of whom to reach and how.
Says      nothing.
Hears     every dossier and payment event a citizen should know of, and identity's people (restricted).

The flow  handlers.py     an event arrives; its facts are named
          actions.tell    recipient -> wording (kinds.py lists the facts) -> notice; choosing -> one message an address
          schedule.py     takes up due messages, hands each to its channel outside any transaction
          channels/       one adapter per provider; attempts.py says what the outcome means
          routes/         the citizen reads the inbox
"""
