"""Example contracts, a file each, and a table of activity to settle them on: `joinedup contract one-sided`."""
