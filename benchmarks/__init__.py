"""How fast the newsroom is with a small and with a large archive; see README.md here."""
