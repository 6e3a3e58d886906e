-- One row per version of a plan, the first one first.
select plan, version, reason, loaded_at
from plan_version
where plan = $plan
order by version;
