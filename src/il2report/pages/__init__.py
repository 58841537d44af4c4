"""The manuscript as pages: HTML, PDF, and the panel behind each number."""
