"""Faults on purpose: the site as it is deployed, in a folder of its own, and what is left of what it confirmed."""
