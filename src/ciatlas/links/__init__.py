"""Links between the atlas and other datasets: what they are, whether they fit together, where further ones may be found."""
