"""What the authors of a study write: templates, what they may say, and how far they are trusted."""
