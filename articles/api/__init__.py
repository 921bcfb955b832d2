"""The read-only API: everything that is public, as JSON, by one table of resources."""
