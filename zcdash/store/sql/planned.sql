-- One row per indicator and period that states a value.
select *
from planned
where plan = $plan and version = $version
order by indicator, period;
