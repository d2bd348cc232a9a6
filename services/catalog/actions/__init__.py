"""What the catalog decides, one module per aggregate."""
