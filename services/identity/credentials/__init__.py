"""What people prove themselves with, and how much each proof is worth: the rules, and the two libraries behind them."""
