"""The reports on a change and on an audit."""
