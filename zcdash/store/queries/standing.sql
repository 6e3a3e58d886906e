-- One row per indicator and period of the plan: planned and actual, each with its running total since January.
select
    i.code as indicator,
    p.period as period,
    p.ends as ends,
    n.value as planned,
    sum(n.value) over since_january as planned_total,
    a.value as actual,
    sum(a.value) over since_january as actual_total,
    s.submission as submission,
    a.sheet as sheet,
    a.cell as cell
from indicator i
join period p on p.plan = i.plan and p.version = i.version
join lead_unit l on l.plan = i.plan and l.version = i.version and l.item = i.item
left join planned n on n.plan = i.plan and n.version = i.version and n.indicator = i.code and n.period = p.period
left join counting s
    on s.seen = $seen and s.plan = i.plan and s.period = p.period
    and s.unit = case when i.answers = '' then l.unit else i.answers end
left join actual a on a.submission = s.submission and a.indicator = i.code
where i.plan = $plan and i.version = $version
window since_january as (
    partition by i.code, extract(year from p.ends) order by p.ends
    rows between unbounded preceding and current row
)
order by i.place, p.ends;
