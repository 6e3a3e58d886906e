-- One row per unit of a plan version.
select name, kind, aliases, successor, note
from unit
where plan = $plan and version = $version
order by place;
