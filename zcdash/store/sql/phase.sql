-- One row per phase of a plan version.
select code, name, starts, ends, parent
from phase
where plan = $plan and version = $version
order by place;
