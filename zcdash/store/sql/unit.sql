-- One row per unit of a plan version.
select *
from unit
where plan = $plan and version = $version
order by place;
