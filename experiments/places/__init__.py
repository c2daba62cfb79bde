"""Places, one a file: practices, lists and hospitals as published. A new file is a new place."""
