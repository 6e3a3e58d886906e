-- One row per extension or exception granted in a plan, newest first.
select *
from concession
where plan = $plan
order by concession desc;
