-- One row per extension or exception granted in a plan, newest first.
select concession, plan, period, unit, kind, until, reason, name, granted_at
from concession
where plan = $plan
order by concession desc;
