"""Forms: what an administrator writes (definition), the kinds of fields (kinds), what frontends read (compiling)."""
