"""feedback: citizens rate the service they received.

Owns      invitations (one per finished dossier), ratings, tallies per agency; replicas of agencies and merges.
Says      feedback.rating_given.
Hears     dossier delivered or declined (opens an invitation), identity's agencies and people merged (restricted).

The flow  handlers.py     a dossier is delivered or declined: its owner is invited
          routes/         the owner rates once, within the window (windows.py)
          actions.rate    rating + tally + RatingGiven in one transaction
          scores.py       a tally read as count, average and share satisfied: the public summary
"""
