"""Rules: lights, deadlines, forecasts, notices and scores. Pure: no I/O, no clock."""
