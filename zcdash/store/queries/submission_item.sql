-- One row per submission and item that it speaks of, with the item's lead leader.
select distinct f.submission as submission, f.item as item, r.name as leader
from (
    select a.submission as submission, i.item as item
    from actual a
    join indicator i on i.plan = $plan and i.version = $version and i.code = a.indicator
    union
    select g.submission, c.item
    from progress g
    join commitment c on c.plan = $plan and c.version = $version and c.code = g.commitment
    union
    select w.submission, w.item
    from words w
) f
join submission s
    on s.submission = f.submission and s.plan = $plan and ($submission is null or s.submission = $submission)
join responsible r
    on r.plan = $plan and r.version = $version and r.item = f.item and r.leads and r.role = 'lead'
order by f.submission, f.item;
