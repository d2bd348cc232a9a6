"""Forms: what an administrator writes (definition), the kinds of fields (kinds), and what frontends read (compiling)."""
