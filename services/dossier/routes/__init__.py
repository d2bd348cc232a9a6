"""The doors people use, one file per audience; `papers.py` serves applicants and officers alike."""
