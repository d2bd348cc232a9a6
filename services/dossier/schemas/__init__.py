"""REST shapes: `requests` come in, `whole` and `story` go out."""
