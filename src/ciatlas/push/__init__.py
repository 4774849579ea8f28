"""Push: the release into any SPARQL 1.1 store, in staging graphs first, so that a reader never sees half of it."""
