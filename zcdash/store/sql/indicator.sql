-- One row per indicator of a plan version.
select *
from indicator
where plan = $plan and version = $version
order by place;
