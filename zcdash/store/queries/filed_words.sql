-- One row per item that a submission wrote of.
select *
from words
where submission = $submission
order by item;
