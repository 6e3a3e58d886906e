-- One row per lock date ever set in a plan, newest first.
select *
from lock_date
where plan = $plan
order by lock_date desc;
