-- One row per commitment that one of the submissions spoke of.
select *
from progress
where submission = any($submissions)
order by submission, commitment;
