"""What services say to each other.

One module per speaker, named after it; a second one takes its subject along (`dossier_codes`). An event class is
declared once; its name is the search key of the whole repository (`grep -rn DossierSubmitted services contracts`). The
first word of an event's type is its speaker and its topic, the last its version: a change that loses or retypes a field
is a new `.v2` class, never an edit.

Events carry ids and facts. Personal data travels only in classes marked `restricted_to=(readers, ...)`; those go
to the speaker's restricted topic, and only the named services may register a handler for them.

`make contracts` generates from these classes: `schemas/*.json` (JSON Schema), `asyncapi.json`, `docs/events.md`,
and from the services `openapi/*.json`. Tests fail when a committed contract would lose or retype a field.
"""
