-- One row per item and submission: what it wrote of the item, in the order of items and periods.
select
    w.item as item,
    s.period as period,
    w.progress as progress,
    w.problem as problem,
    w.next_step as next_step,
    s.submission as submission,
    s.unit as unit,
    s.filed_at as filed_at
from words w
join submission s on s.submission = w.submission
where w.submission = any($submissions)
order by w.item, s.period;
