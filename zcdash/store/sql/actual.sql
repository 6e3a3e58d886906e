-- One row per value that one of the submissions reported, with the cell it came from.
select submission, indicator, value, typed, note, sheet, cell
from actual
where submission = any($submissions)
order by submission, indicator;
