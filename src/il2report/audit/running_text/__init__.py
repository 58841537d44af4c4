"""The figures of running text: test statistics, estimates with their intervals, counts with percentages."""
