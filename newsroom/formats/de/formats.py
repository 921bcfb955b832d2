"""Days in German that fit into a margin; the rest is Django's."""

SHORT_DATE_FORMAT = "j. N"
