"""Contracts: shared savings and the ratchet, free-riding, profit caps, withholds, a slot in the wrong pocket."""
