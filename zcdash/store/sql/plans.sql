-- One row per plan, at its newest version.
select v.*, p.number
from plan_version v
join plan p on p.plan = v.plan
where v.version = (select max(n.version) from plan_version n where n.plan = v.plan)
order by v.plan;
