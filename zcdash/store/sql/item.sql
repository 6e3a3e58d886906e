-- One row per item of a plan version.
select *
from item
where plan = $plan and version = $version
order by number;
