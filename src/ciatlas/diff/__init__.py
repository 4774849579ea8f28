"""What changed between two editions, folders of tables, releases or dumps: by thing and property, in words and as a patch."""
