-- One row per period of a plan version.
select *
from period
where plan = $plan and version = $version
order by ends;
