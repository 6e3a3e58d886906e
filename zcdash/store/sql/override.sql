-- One row per override of a light in a plan, the oldest first; the last one of a period and code counts.
select override, plan, period, code, light, reason, rests_on, name, set_at
from override
where plan = $plan
order by override;
