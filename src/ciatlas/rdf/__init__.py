"""Reading and writing RDF: one module per specification. Knows nothing of tables or of the atlas."""
