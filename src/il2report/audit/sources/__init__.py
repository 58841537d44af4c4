"""Papers and tables as files: what each form of file prints, before anything of it is understood."""
