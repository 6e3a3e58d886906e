-- One row per unit of a period: the submission that counts in a view.
select unit, submission
from counting
where seen = $seen and plan = $plan and period = $period
order by unit;
