"""Catalog: what the state offers, where, and when offices are open.

Owns     procedures and their revisions, administrative units by period, working calendars.
Says     ProcedurePublished, CalendarPublished (contracts/catalog.py).
Hears    nothing.

    seeds/       portal pages --portal/ (pure)--> Content --actions.publish_new--> Revision + ProcedurePublished
    routes/      GET /v1/procedures?q=  --searching (pure)--> queries.procedures (ranked by PostgreSQL) --> JSON, ETag
                 GET /v1/procedures/{code} --> the revision in force --schemas--> JSON
                 GET /v1/areas?q=&on=  --> units as they were on that day, with their successors
                 GET /v1/calendars/{code}/days --calendars (pure)--> which days are working days
"""
