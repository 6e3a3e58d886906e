-- One row per commitment of a plan version.
select code, item, period, project, text, due, exact, ongoing, reporting_unit, key, starts, phase, quantity,
    quantity_unit, recurs, zero_report
from commitment
where plan = $plan and version = $version
order by place;
