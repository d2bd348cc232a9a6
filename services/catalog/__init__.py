"""Catalog: what the state offers, under which conditions, at what price, where, and when offices are open.

owns      procedures and their revisions, life events, synonyms, administrative units by period, working calendars
says      ProcedurePublished, ProcedureClosed, CalendarPublished (contracts/catalog.py)
hears     identity.AgencyChanged, dossier.DossierDescribed -> replicas.py

1. An editor drafts a revision (routes/revisions.py): content.py is its shape, forms/ its questions. What comes with the
   software is a seed (seeds/, portal/), what comes from elsewhere an import (national/, routes/exchange.py).
2. checking/ tells everything that is wrong with it at once; comparing.py what it changes; simulating.py what it would
   have changed for the dossiers accepted last.
3. Publishing (actions/publishing.py, by the table in revising.py) ends the revision before, raises the catalog's
   edition and tells the other services (telling.py); schedule.py turns the page on the day.
4. People find procedures (search/, in memory, fresh by the edition), read the one in force on a day (showing.py), and
   ask before they file: fees, eligibility, answers, the workflow as a picture (routes/advice.py).
5. Calendars are published version by version (calendars.py); areas are looked up as they were on a day.

Rules that dossier and payment apply too live beside the events: contracts/{conditions,reckoning,limits,forms}.py.
"""
