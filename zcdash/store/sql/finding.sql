-- One row per finding that was confirmed with one of the submissions.
select *
from finding
where submission = any($submissions)
order by submission, place_number;
