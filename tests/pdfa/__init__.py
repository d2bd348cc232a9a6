"""The papers of dossier held against veraPDF, the validator of the PDF Association: form by form, signed and not.

It is Java and comes by Maven, like the broker of tests/kafka: `make test-pdfa`.
"""
