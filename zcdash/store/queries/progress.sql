-- One row per commitment and return that spoke of it, oldest period first.
select
    c.code as commitment,
    p.period as period,
    p.ends as ends,
    g.state as state,
    g.done_on as done_on,
    g.note as note,
    s.submission as submission,
    g.sheet as sheet,
    g.cell as cell
from commitment c
join lead_unit l on l.plan = c.plan and l.version = c.version and l.item = c.item
join period p on p.plan = c.plan and p.version = c.version
join counting s
    on s.seen = $seen and s.plan = c.plan and s.period = p.period and s.unit = case when c.answers = '' then l.unit else c.answers end
join progress g on g.submission = s.submission and g.commitment = c.code
where c.plan = $plan and c.version = $version
order by c.place, p.ends;
