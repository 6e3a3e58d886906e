-- One row per lock date ever set in a plan, newest first.
select lock_date, plan, period, locks_on, reason, name, set_at
from lock_date
where plan = $plan
order by lock_date desc;
