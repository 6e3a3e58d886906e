-- One row per commitment of a plan version.
select *
from commitment
where plan = $plan and version = $version
order by place;
