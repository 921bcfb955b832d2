"""Backups: database and pictures in one archive, checked when it is made and before it is used."""
