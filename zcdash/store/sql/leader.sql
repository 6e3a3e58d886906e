-- One row per leader of a plan version.
select *
from leader
where plan = $plan and version = $version
order by place;
