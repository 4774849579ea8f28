"""Names: what a name is, whatever its spelling, script and order of words, and which thing of the atlas it may be of."""
