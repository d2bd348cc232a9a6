"""notification: tells people what happened, in their web inbox, by mail and SMS; carries one-time codes.

Owns      notices (the web inbox), messages and their attempts, codes on their way; a replica of whom to reach and how.
Says      nothing.
Hears     every dossier and payment event a citizen should know of; identity's people, merges, security notes and
          one-time codes (restricted).

The flow  handlers.py     an event arrives; its facts are named
          actions.tell    recipient -> wording (kinds.py lists the facts) -> notice; choosing -> one message an address
          schedule.py     takes up due messages, hands each to its channel outside any transaction (sending.py);
                          codes at once and sealed until then (codes.py): no notice, no words kept, erased when done
          channels/       one adapter per provider; attempts.py says what the outcome means
          routes/         the citizen reads the inbox
"""
