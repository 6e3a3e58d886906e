-- One row per indicator and period that states a value.
select indicator, period, value, derived
from planned
where plan = $plan and version = $version
order by indicator, period;
