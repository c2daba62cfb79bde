"""Tables too long for a line of code; each opens with its source."""
