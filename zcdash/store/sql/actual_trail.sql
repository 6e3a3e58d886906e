-- One row per value that was ever reported for an indicator, or reason why there is none (value null), newest first, with its cell.
select
    s.period as period,
    a.value as value,
    a.typed as typed,
    a.note as note,
    a.sheet as sheet,
    a.cell as cell,
    s.submission as submission,
    s.unit as unit,
    s.filed_by as filed_by,
    s.filed_at as filed_at,
    s.file_name as file_name,
    s.file_hash as file_hash,
    l.submission is not null as counts,
    o.submission is not null as official
from (
    select submission, indicator, value, typed, note, sheet, cell from actual
    union all
    select submission, indicator, cast(null as double precision), '', note, sheet, cell from explanation
) a
join submission s on s.submission = a.submission
left join latest_submission l on l.submission = s.submission
left join accepted_submission o on o.submission = s.submission
where s.plan = $plan and a.indicator = $indicator
order by s.submission desc;
