-- One row per planned value that is more than its number.
select indicator, period, words, relative, upper
from planned_term
where plan = $plan and version = $version
order by indicator, period;
