-- One row per finding that was confirmed with one of the submissions.
select submission, place_number, code, severity, place, sentence, advice, codes
from finding
where submission = any($submissions)
order by submission, place_number;
