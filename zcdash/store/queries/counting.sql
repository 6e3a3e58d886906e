-- One row per period and unit of a plan: the submission that counts in a view.
select period, unit, submission
from counting
where seen = $seen and plan = $plan
order by period, unit;
