-- One row: one version of a plan, or none.
select v.*, p.number
from plan_version v
join plan p on p.plan = v.plan
where v.plan = $plan and v.version = $version;
