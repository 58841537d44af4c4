"""How the metadata of a document that say which draft it is are named."""

PREFIX = "il2report-"
PARTS = ("draft", "name", "issued", "public", "data", "templates", "program")
"""What metadata say of a draft."""
