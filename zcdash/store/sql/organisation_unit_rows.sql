-- One row per row of a unit of the register, the newest first.
select organisation_unit, unit, name, kind, aliases, parent, since, until, source, reason, set_at
from organisation_unit
where unit = $unit
order by organisation_unit desc;
