-- One row per actual that a submission brought.
select *
from actual
where submission = $submission
order by indicator;
