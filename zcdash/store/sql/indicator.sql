-- One row per indicator of a plan version.
select
    code, item, name, unit, basis, direction, tolerance, baseline, annual, annual_printed, reporting_unit, data_source,
    sum_of, headline, ranked, same_as, baseline_period, baseline_source, baseline_pending, strict, ranged, attribute, cites
from indicator
where plan = $plan and version = $version
order by place;
