"""A content management system for newsrooms."""

__version__ = "0.1.0"
