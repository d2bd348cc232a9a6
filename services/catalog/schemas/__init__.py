"""REST shapes of the catalog, one module per aggregate."""
