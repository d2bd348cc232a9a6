"""What may stand in a person's record, where it comes from, and which numbers and names mean whom: pure rules."""
