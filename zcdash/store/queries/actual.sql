-- One row per value that one of the submissions reported.
select submission, indicator, value
from actual
where submission = any($submissions);
