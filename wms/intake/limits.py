"""How much of a file is taken, told to whoever brings more. The file's size is settings.UPLOAD_MAX_MEGABYTES."""

ROWS = 200_000
CELLS = 4_000_000  # what one worker holds in memory while it reads a workbook
UNPACKED_MEGABYTES = 600
COLUMNS = 200
HEADER_WITHIN = 20  # so many lines may stand above the header (a title, a note)
SAMPLE_ROWS = 20
SHOWN_DIFFERENCES = 100
CHECK_ROWS = 1_000
