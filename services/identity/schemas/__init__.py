"""What identity's own API takes and answers, one file per aggregate: allow-lists, nothing more than they name."""
