"""From results to text, tables, figures and pages; nothing here computes a statistic."""
