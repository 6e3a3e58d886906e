-- One row: a plan at its newest version; none where there is no such plan.
select v.*, p.number
from plan_version v
join plan p on p.plan = v.plan
where v.plan = $plan
order by v.version desc
limit 1;
