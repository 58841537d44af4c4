"""The command line: what each verb does, and how it says so."""
