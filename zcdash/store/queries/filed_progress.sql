-- One row per commitment that a submission spoke of.
select *
from progress
where submission = $submission
order by commitment;
