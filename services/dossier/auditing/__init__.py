"""Whether the history of dossiers is as it was written: a command of its own, which no request runs.

`python -m services.dossier.auditing verify` reads every dossier and its entries from the database; `export` writes the
chains as JSON lines, which `verify --file` checks anywhere, without the database. What is found wrong is printed; the
exit code is 1 when anything is.
"""
