"""The doors people use, one file per audience."""
