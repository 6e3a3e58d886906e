-- One row per period of a plan version.
select period, starts, ends, deadline
from period
where plan = $plan and version = $version
order by ends;
