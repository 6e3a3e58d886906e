-- One row per finding that was confirmed with a submission.
select *
from finding
where submission = $submission
order by place_number;
