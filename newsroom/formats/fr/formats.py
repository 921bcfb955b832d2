"""Times in French as newspapers write them, 17 h 40, and days that fit into a margin; the rest is Django's."""

TIME_FORMAT = "G\N{NO-BREAK SPACE}\\h\N{NO-BREAK SPACE}i"
DATETIME_FORMAT = "j F Y à G\N{NO-BREAK SPACE}\\h\N{NO-BREAK SPACE}i"
SHORT_DATE_FORMAT = "j N"
