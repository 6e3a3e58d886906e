-- One row per saved version of a unit's draft for a period, newest first; `ended` says why the draft is over.
select draft, plan, period, unit, cells, ended, name, login, saved_at
from draft
where plan = $plan and period = $period and unit = $unit
order by draft desc;
