"""The tables: described from results, labels and house style, then rendered by one template."""
